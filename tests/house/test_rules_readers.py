"""Rules entered by page reach everything: the files' own rules are taken in a few places only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("actions", "blueprints", "commands")
HANDED_ON = {
    "rules_of_files": {"actions/jobs.py"},
    "rules": {
        "blueprints/pages/reading.py",
        "blueprints/web/rules.py",
        "commands/demo.py",
        "commands/jobs.py",
        "commands/serve.py",
    },
    "load_rules_from": {"blueprints/web/house.py", "commands/rules.py"},
}
"""Where the files' rules may be taken: to lay what was entered over them, at the start, or to
say what this version brings (`/about` asks no database for a stranger)."""
HOUSES = {"house", "of", "into"}


def taken(tree: ast.Module) -> Iterator[str]:
    """Each way in which the rules of the files are taken: from a house, a workshop, the folder."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "load_rules_from":
            yield node.id
        if isinstance(node, ast.Attribute) and node.attr == "rules_of_files":
            yield node.attr
        if isinstance(node, ast.Attribute) and node.attr == "rules":
            held = node.value.func if isinstance(node.value, ast.Call) else node.value
            if isinstance(held, ast.Name) and held.id in HOUSES:
                yield node.attr


def test_nobody_else_reads_the_rules_of_the_files() -> None:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    faults = [
        f"{name} takes {how}: ask rules_now(db()) or workshop.rules(db)"
        for path in paths
        for name in [path.relative_to(ROOT).as_posix()]
        for how in taken(ast.parse(path.read_text("utf-8")))
        if name not in HANDED_ON[how]
    ]
    assert faults == []


@pytest.mark.parametrize(
    "code", ["book = house().rules", "book = workshop.rules_of_files", "load_rules_from(ROOT)"]
)
def test_a_planted_reader_is_found(code: str) -> None:
    assert list(taken(ast.parse(code))) != []
