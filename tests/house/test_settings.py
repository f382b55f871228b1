"""Settings are strict: production refuses to start with missing, weak or demo secrets."""

import pytest

from config import SettingsError, read

GOOD = "f3a91c0e5b7d2468ace013579bdf8642"
PRODUCTION = {
    "ZHAGEN_ENV": "production",
    "ZHAGEN_SECRET_KEY": GOOD,
    "ZHAGEN_KEYS": GOOD[::-1],
    "ZHAGEN_BASE_URL": "https://sg.example.cn",
}


def test_the_demo_makes_its_own_secrets_once(tmp_path):
    first = read({"ZHAGEN_INSTANCE": str(tmp_path)})
    second = read({"ZHAGEN_INSTANCE": str(tmp_path)})
    assert first == second
    assert first.secret_key != first.keys
    assert (tmp_path / "secrets" / "zhagen_secret_key").stat().st_mode & 0o777 == 0o600


def test_production_starts_when_all_is_given(tmp_path):
    settings = read({**PRODUCTION, "ZHAGEN_INSTANCE": str(tmp_path)})
    assert (settings.demo, settings.https) == (False, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ZHAGEN_SECRET_KEY": ""}, "ZHAGEN_SECRET_KEY is missing"),
        ({"ZHAGEN_KEYS": ""}, "ZHAGEN_KEYS is missing"),
        ({"ZHAGEN_SECRET_KEY": "dev"}, "too weak"),
        ({"ZHAGEN_SECRET_KEY": "a" * 64}, "too weak"),
        ({"ZHAGEN_BASE_URL": ""}, "ZHAGEN_BASE_URL"),
        ({"ZHAGEN_BASE_URL": "sg.example.cn"}, "ZHAGEN_BASE_URL"),
        ({"ZHAGEN_ENV": "staging"}, "demo or production"),
        ({"ZHAGEN_DEBUG": "1"}, "unknown setting ZHAGEN_DEBUG"),
        ({"PORT": "80a"}, "PORT"),
        ({"PORT": "８０"}, "PORT"),
    ],
)
def test_production_refuses_to_start(tmp_path, change, words):
    with pytest.raises(SettingsError, match=words):
        read({**PRODUCTION, "ZHAGEN_INSTANCE": str(tmp_path), **change})


def test_production_refuses_the_demos_secrets(tmp_path):
    demo = read({"ZHAGEN_INSTANCE": str(tmp_path)})
    with pytest.raises(SettingsError, match="is the demo's"):
        read({**PRODUCTION, "ZHAGEN_INSTANCE": str(tmp_path), "ZHAGEN_KEYS": demo.keys})


def test_the_demo_serves_only_this_machine(tmp_path):
    with pytest.raises(SettingsError, match="this machine only"):
        read({"ZHAGEN_INSTANCE": str(tmp_path), "ZHAGEN_BASE_URL": "http://sg.example.cn"})
