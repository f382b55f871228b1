"""Settings from ZHAGEN_* variables; a wrong or missing one stops the start and says the fix."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
KNOWN = {
    "ZHAGEN_ENV",
    "ZHAGEN_SECRET_KEY",
    "ZHAGEN_KEYS",
    "ZHAGEN_DATABASE_URL",
    "ZHAGEN_BASE_URL",
    "ZHAGEN_INSTANCE",
    "ZHAGEN_TRUSTED_PROXIES",
    "ZHAGEN_BACKUP",
}
SHORTEST_SECRET = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsError(Exception):
    """A setting is wrong or missing; the message names it and says the fix."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides, read once at the start."""

    demo: bool
    secret_key: str
    keys: str
    database_url: str
    base_url: str
    instance: Path
    port: int
    trusted_proxies: int
    backup: bool = True
    """Whether the house makes a backup of itself each night."""

    @property
    def https(self) -> bool:
        """Whether people reach us over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a variable is unknown, missing in production, or malformed.
    """
    env = os.environ if environ is None else environ
    _refuse_unknown(env)
    demo = _mode(env)
    instance = Path(env.get("ZHAGEN_INSTANCE") or ROOT / "instance")
    port = _whole("PORT", env.get("PORT", "8000"))
    base_url = _base_url(env, demo, port)
    return Settings(
        demo=demo,
        secret_key=_secret(env, "ZHAGEN_SECRET_KEY", demo, instance),
        keys=_secret(env, "ZHAGEN_KEYS", demo, instance),
        database_url=env.get("ZHAGEN_DATABASE_URL") or f"sqlite:///{instance / 'zhagen.db'}",
        base_url=base_url,
        instance=instance,
        port=port,
        trusted_proxies=_whole("ZHAGEN_TRUSTED_PROXIES", env.get("ZHAGEN_TRUSTED_PROXIES", "0")),
        backup=_switch("ZHAGEN_BACKUP", env.get("ZHAGEN_BACKUP", "on")),
    )


def _refuse_unknown(env: Mapping[str, str]) -> None:
    unknown = sorted(name for name in env if name.startswith("ZHAGEN_") and name not in KNOWN)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}; known are {', '.join(sorted(KNOWN))}")


def _mode(env: Mapping[str, str]) -> bool:
    mode = env.get("ZHAGEN_ENV", "demo")
    if mode not in {"demo", "production"}:
        raise SettingsError(f"ZHAGEN_ENV is {mode!r}; write demo or production")
    return mode == "demo"


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} is {text!r}; write a whole number")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text not in {"on", "off"}:
        raise SettingsError(f"{name} is {text!r}; write on or off")
    return text == "on"


def _base_url(env: Mapping[str, str], demo: bool, port: int) -> str:
    url = env.get("ZHAGEN_BASE_URL") or (f"http://127.0.0.1:{port}" if demo else "")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError("set ZHAGEN_BASE_URL to the public address, e.g. https://sg.example.cn")
    if demo and parts.hostname not in LOOPBACK:
        raise SettingsError("the demo serves this machine only; set ZHAGEN_ENV=production")
    return url.rstrip("/")


def _secret(env: Mapping[str, str], name: str, demo: bool, instance: Path) -> str:
    """A secret of the environment; only the demo makes its own, once, into the instance folder."""
    given = env.get(name, "")
    if given:
        if len(given) < SHORTEST_SECRET or len(set(given)) < SHORTEST_SECRET // 4:
            raise SettingsError(f"{name} is too weak; make one with: openssl rand -hex 32")
        if not demo and _demo_secret(instance, name) == given:
            raise SettingsError(f"{name} is the demo's; make a new one with: openssl rand -hex 32")
        return given
    if not demo:
        raise SettingsError(f"{name} is missing; make one with: openssl rand -hex 32")
    return _demo_secret(instance, name) or _make_secret(instance, name)


def _secret_file(instance: Path, name: str) -> Path:
    return instance / "secrets" / name.lower()


def _demo_secret(instance: Path, name: str) -> str:
    path = _secret_file(instance, name)
    return path.read_text() if path.exists() else ""


def _make_secret(instance: Path, name: str) -> str:
    path = _secret_file(instance, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32))
    return path.read_text()
