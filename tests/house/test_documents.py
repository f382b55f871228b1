"""The two READMEs say the same things in the same order, name every setting, and lead somewhere."""

import re

import pytest

from config import KNOWN, ROOT

BOTH = ("README.md", "README.zh-CN.md")


def headings(name):
    return re.findall(r"^(#+) ", (ROOT / name).read_text(), re.MULTILINE)


def test_both_have_the_same_headings():
    assert headings(BOTH[0]) == headings(BOTH[1])


@pytest.mark.parametrize("name", BOTH)
def test_every_setting_is_in_the_table(name):
    text = (ROOT / name).read_text()
    assert {setting for setting in KNOWN if f"`{setting}`" not in text} == set()


@pytest.mark.parametrize("name", [*BOTH, "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_leads_somewhere(name):
    text = (ROOT / name).read_text()
    local = [one for one in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in one]
    assert [one for one in local if not (ROOT / one).exists()] == []


def test_every_attack_names_a_test_that_exists():
    text = (ROOT / "docs" / "attacks.md").read_text()
    named = set(re.findall(r"`(tests/[^`]+\.py)`", text))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_numbers_of_both_are_the_same():
    numbers = [
        re.findall(
            r"\d[\d.]*", (ROOT / name).read_text().split("<!-- facts -->")[1].split("<!--")[0]
        )
        for name in BOTH
    ]
    assert numbers[0] == numbers[1]
