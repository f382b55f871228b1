"""Both catalogues are complete, and no word in them is banned."""

import ast
import re
import subprocess

import pytest
from babel.messages.pofile import read_po

from config import ROOT

BANNED = ("非法", "无效", "参数错误", "操作失败", "未知错误", "系统繁忙", "禁止", "挂靠", "·")
BANNED_ENGLISH = re.compile(r"\b(error|invalid|forbidden|oops|illegal)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """Every message the code and the templates have now."""
    target = tmp_path_factory.mktemp("words") / "messages.pot"
    command = ["pybabel", "-q", "extract", "-F", "babel.cfg", "--ignore-dirs=.*"]
    command += ["-k", "_l", "-k", "_n:1,2"]
    subprocess.run(
        [str(ROOT / ".venv/bin" / command[0]), *command[1:], "-o", str(target), "."],
        cwd=ROOT,
        check=True,
    )
    with target.open() as file:
        return [message for message in read_po(file) if message.id]


@pytest.fixture(scope="module")
def english():
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open() as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_there_are_words(words):
    assert len(words) > 300


def test_the_extractor_sees_every_word(words):
    """It misses words inside another call's keyword and inside an f-string, silently."""
    seen = {text for m in words for text in (m.id if isinstance(m.id, tuple) else (m.id,))}
    missed = [
        f"{path.name}: {node.args[0].value}"
        for path in (ROOT / "blueprints").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "_l", "_n"}
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in seen
    ]
    assert missed == []


def test_every_word_has_its_english(words, english):
    missing = [m.id for m in words if m.id not in english or not english[m.id].string]
    assert missing == []


def test_no_english_is_only_guessed(english):
    assert [message.id for message in english.values() if message.fuzzy] == []


def test_placeholders_are_the_same_in_both(words, english):
    for message in words:
        theirs = english[message.id].string
        for text in theirs if isinstance(theirs, tuple) else (theirs,):
            source = message.id if isinstance(message.id, str) else message.id[0]
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(source)), source


def test_the_english_has_no_chinese_left_in_it(english):
    left = [
        m.id
        for m in english.values()
        if re.search(r"[一-鿿]", re.sub(r"[（(“\"][^）)”\"]*[）)”\"]", "", str(m.string)))
    ]
    assert left == []


@pytest.mark.parametrize("banned", BANNED)
def test_no_banned_word_in_the_source(words, banned):
    assert [message.id for message in words if banned in str(message.id)] == []


def test_no_banned_word_in_the_english(english):
    assert [m.string for m in english.values() if BANNED_ENGLISH.search(str(m.string))] == []
