"""`flask backup …`: make a backup, prove it, list what there is, go back to one."""

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from actions import backup as verbs
from actions.backup_archive import Manifest
from actions.backup_cipher import EnvelopeError, key_id_of
from actions.backup_postgres import ToolError
from actions.backup_shelf import BusyError, Kept, backups, last_verified, prune
from actions.disk import NoRoomError, is_full
from actions.restore import restore as go_back
from blueprints.web.house import house
from commands.locks import stopped
from models.seal import Keyring

MEGABYTE = 1_000_000
BUSY = "另一个备份、核对或恢复正在进行，等它做完再来。"

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_file = click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group("backup")
def backup() -> None:
    """Backups: create, verify, list, restore."""


@backup.command("create")
@click.option("--verify/--no-verify", "prove", default=True, help="Restore it on trial at once.")
@_as_json
@with_appcontext
def create(prove: bool, as_json: bool) -> None:
    """Make a backup, restore it on trial, and take away what is no longer needed."""
    with _told():
        made = verbs.create(house().database, _instance(), house().keyring, at=datetime.now(UTC))
        if prove:
            _prove(made)
            prune(_instance())
    size = made.stat().st_size
    _say(as_json, {"file": str(made), "bytes": size, "verified": prove}, f"{made}  {size} 字节")


@backup.command("verify")
@_file
@_as_json
@with_appcontext
def verify(file: Path | None, as_json: bool) -> None:
    """Restore FILE (the newest without one) on trial: signature, shape, counts, files, seals."""
    found = file or next((one.path for one in backups(_instance())), None)
    if found is None:
        raise click.ClickException("还没有备份，先运行 flask backup create")
    with _told():
        manifest = _prove(found)
    told = {
        "file": str(found),
        "made_at": manifest.made_at,
        "schema": manifest.schema,
        "rows": sum(manifest.tables.values()),
        "files": len(manifest.members) - 1,
        "missing_files": list(manifest.missing),
    }
    words = f"{found.name} 能恢复：{told['rows']} 行，{told['files']} 个文件"
    if manifest.missing:
        words += f"；有 {len(manifest.missing)} 个文件做备份时就不在磁盘上"
    _say(as_json, told, words)


@backup.command("list")
@_as_json
@with_appcontext
def list_backups(as_json: bool) -> None:
    """List the backups, the newest first, and when each was verified."""
    found = backups(_instance())
    last = last_verified(_instance())
    told = {"backups": [_row(one) for one in found], "last_verified": last and last.isoformat()}
    _say(as_json, told, "\n".join(map(_line, found)) or "还没有备份")


@backup.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys-file", type=click.File("r"), help="Read the keys from here, not by hand.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@_as_json
@with_appcontext
def restore(file: Path, keys_file: Any, yes: bool, as_json: bool) -> None:  # noqa: ANN401
    """Put FILE in the place of the database, with the server stopped and the keys at hand."""
    with _told(), stopped(_instance()):
        keyring = _asked_keys(file, keys_file.read().strip() if keys_file else "")
        if not yes:
            click.confirm("现在的数据库会换下来，另存一边。继续吗？", abort=True, err=True)
        done = go_back(file, house().database, _instance(), keyring, at=datetime.now(UTC))
    told = {name: getattr(done, name) for name in done.__slots__}
    words = [
        f"恢复到 {done.made_at} 的样子。",
        f"换下来的数据库在 {done.aside}",
        f"再次注销 {done.erased} 人，放回 {done.files} 个文件。所有人要重新登录。",
    ]
    if keyring.newest not in {bytes.fromhex(one) for one in house().keyring.key_ids()}:
        words.append("启动前，把刚才用的密钥写进 ZHAGEN_KEYS，否则手机号读不出来。")
    _say(as_json, told, "\n".join(words))


def _instance() -> Path:
    return house().settings.instance


def _prove(path: Path) -> Manifest:
    return verbs.verify(path, house().database, _instance(), house().keyring, at=datetime.now(UTC))


def _asked_keys(file: Path, given: str) -> Keyring:
    with file.open("rb") as opened:
        key_id = key_id_of(opened)
    text = given or click.prompt(f"密钥 {key_id}（ZHAGEN_KEYS）", hide_input=True, err=True)
    keyring = Keyring(text)
    if key_id not in set(keyring.key_ids()):  # as printed on the sheet, in groups
        keyring = Keyring("".join(text.split()))
    if key_id not in set(keyring.key_ids()):
        raise click.ClickException(f"这份备份要用密钥 {key_id}，给的不是它。照着密钥单再输一遍")
    return keyring


@contextmanager
def _told() -> Generator[None]:
    """Failures in plain words, with exit status 1."""
    try:
        yield
    except BusyError as trouble:
        raise click.ClickException(BUSY) from trouble
    except NoRoomError as trouble:
        raise click.ClickException(_full(trouble)) from trouble
    except (OSError, sqlite3.OperationalError, OperationalError) as trouble:
        if not is_full(trouble):
            raise
        raise click.ClickException(_full(NoRoomError(0, 0))) from trouble
    except ToolError as trouble:
        raise click.ClickException(f"PostgreSQL：{trouble}") from trouble
    except (verbs.TrialError, EnvelopeError) as trouble:
        raise click.ClickException(f"这份备份不能用：{trouble}") from trouble


def _full(trouble: NoRoomError) -> str:
    """That the disk has no room; nothing was changed."""
    free, wanted = (f"{size / MEGABYTE:.0f} MB" for size in (trouble.free, trouble.wanted))
    sizes = f"剩 {free}，要 {wanted}" if trouble.free else "写满了"
    return f"硬盘没有地方：{sizes}。清出地方再来。现在的数据库和以前的备份都没有动。"


def _row(one: Kept) -> dict[str, Any]:
    return {
        "file": one.name,
        "made_at": one.made_at.isoformat(),
        "bytes": one.size,
        "verified_at": one.verified_at.isoformat() if one.verified_at else None,
    }


def _line(one: Kept) -> str:
    proved = f"核对于 {one.verified_at:%Y-%m-%d %H:%M} UTC" if one.verified_at else "没核对过"
    return f"{one.name}  {one.size} 字节  {proved}"


def _say(as_json: bool, told: dict[str, Any], words: str) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else words)
