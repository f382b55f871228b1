"""The rules of the house that the syntax tree can prove: layers, one commit, no raw words."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("app", "config", "domain", "content", "models", "actions", "blueprints", "commands")
BELOW = {
    "config": set(),
    "domain": {"domain"},
    "content": {"content", "domain"},
    "models": {"models", "domain"},
    "actions": {"actions", "content", "models", "domain"},
    "blueprints": {"blueprints", "actions", "content", "models", "domain", "config"},
    "commands": set(HOUSE),  # both entrances build the application
    "app": set(HOUSE),
}
WEB = {"flask", "flask_babel", "flask_login", "werkzeug", "wtforms", "jinja2", "granian"}
PURE = {"fsrs"}
SHARED_BY_PARTS = {"web", "words", "assets"}
FINDERS = {"blueprints/__init__.py", "commands/__init__.py"}

SPEAKERS = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "pgettext", "npgettext"}
HEARERS = {"compile", "fullmatch", "match", "search", "removeprefix", "removesuffix"}
HAN = re.compile(r"[\u3400-\u9fff]")
CHINESE_BY_NATURE = ("content/", "commands/", "actions/demo")
"""Authors and operators read these in Chinese, and the demo's people speak it."""
SAID_AS_IT_IS = {
    "中文": "a language's own name",
    "微信": "a program's own name",
    "已注销": "a pseudonym, kept as a name is kept",
    "服务器出了问题，请稍后再试。编号 ": "said when even the page of words has failed",
}

Rule = Callable[[str, ast.Module], Iterator[str]]


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every module imported anywhere in a file, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{stem}.{alias.name}") for alias in node.names)


def layers(path: str, tree: ast.Module) -> Iterator[str]:
    """Imports run one way, and the inner layers know no web."""
    own = path.removesuffix(".py").split("/")[0]
    for line, name in imports(tree):
        top = name.split(".")[0]
        if top in HOUSE and top not in BELOW[own]:
            yield f"{path}:{line} imports {name}: {own} stands below {top}"
        elif top == "":
            yield f"{path}:{line} imports {name}: write the whole name"
        elif own == "domain" and top not in {*sys.stdlib_module_names, "domain", *PURE}:
            yield f"{path}:{line} imports {name}: rules know the standard library only"
        elif own in {"content", "models", "actions", "config"} and top in WEB:
            yield f"{path}:{line} imports {name}: {own} knows no web"


def parts(path: str, tree: ast.Module) -> Iterator[str]:
    """A part of the web imports itself and what all share; what all share imports no part."""
    folders = path.removesuffix(".py").split("/")
    if folders[0] != "blueprints" or path in FINDERS:
        return
    own = folders[1]
    allowed = SHARED_BY_PARTS if own in SHARED_BY_PARTS else SHARED_BY_PARTS | {own}
    for line, name in imports(tree):
        names = name.split(".")
        if names[0] == "blueprints" and names[1] not in allowed:
            yield f"{path}:{line} imports {name}: link by url_for instead"


def named_calls(tree: ast.Module, name: str) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node.lineno


def no_hidden_import(path: str, tree: ast.Module) -> Iterator[str]:
    """Only the two finders import by a name put together at run time."""
    if path not in FINDERS:
        for line in (*named_calls(tree, "import_module"), *named_calls(tree, "__import__")):
            yield f"{path}:{line} hides an import"


def one_commit(path: str, tree: ast.Module) -> Iterator[str]:
    """Only models/base.py commits; verbs flush."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit" and path != "models/base.py":
            yield f"{path}:{node.lineno} commits: open writing() around the verb"


def no_print(path: str, tree: ast.Module) -> Iterator[str]:
    """The web logs; commands speak through click."""
    for line in named_calls(tree, "print"):
        yield f"{path}:{line} prints: use the log, or click.echo in a command"


def docstrings(tree: ast.Module) -> set[int]:
    """Strings that stand alone: docstrings and words below a name."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def spoken(tree: ast.Module) -> set[int]:
    """Strings handed to the catalogue."""
    return inside(call for call in calls(tree) if getattr(call.func, "id", "") in SPEAKERS)


def heard(tree: ast.Module) -> set[int]:
    """Strings that are looked for in what people typed, never shown."""
    return inside(call for call in calls(tree) if getattr(call.func, "attr", "") in HEARERS)


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def inside(found: Iterator[ast.Call]) -> set[int]:
    return {id(node) for call in found for arg in call.args for node in ast.walk(arg)}


def words_in_the_catalogue(path: str, tree: ast.Module) -> Iterator[str]:
    """Chinese in code stands inside _(), so that English readers get it in English."""
    if path.startswith(CHINESE_BY_NATURE):
        return
    excused = docstrings(tree) | spoken(tree) | heard(tree)
    known = set() if path.startswith("domain/") else set(SAID_AS_IT_IS)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        raw = isinstance(text, str) and HAN.search(text) and text not in known
        if raw and id(node) not in excused:
            yield f"{path}:{node.lineno} says {text[:20]!r} outside _()"


def routed(view: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a blueprint answers with this function."""
    names = (ast.unparse(mark.func) for mark in view.decorator_list if isinstance(mark, ast.Call))
    return any(re.fullmatch(r"(\w+\.)?bp\.(route|get|post|put|patch|delete)", n) for n in names)


def told_views(path: str, tree: ast.Module) -> Iterator[str]:
    """Each view says in its docstring what the page is for."""
    for node in ast.walk(tree):
        view = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None
        if view and routed(view) and not ast.get_docstring(view):
            yield f"{path}:{view.lineno} {view.name} does not say what it is for"


RULES: tuple[Rule, ...] = (
    layers,
    parts,
    no_hidden_import,
    one_commit,
    no_print,
    words_in_the_catalogue,
    told_views,
)


def modules() -> dict[str, ast.Module]:
    found = [ROOT / "app.py", ROOT / "config.py"]
    found += [path for top in HOUSE[2:] for path in sorted((ROOT / top).rglob("*.py"))]
    return {p.relative_to(ROOT).as_posix(): ast.parse(p.read_text("utf-8")) for p in found}


@pytest.fixture(scope="module")
def house_code() -> dict[str, ast.Module]:
    return modules()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule, house_code: dict[str, ast.Module]) -> None:
    assert [fault for path, tree in house_code.items() for fault in rule(path, tree)] == []


def test_every_folder_is_looked_at(house_code: dict[str, ast.Module]) -> None:
    assert {path.removesuffix(".py").split("/")[0] for path in house_code} == set(HOUSE)


PLANTED = {
    "a verb that knows the web": (layers, "actions/x.py", "from flask import g"),
    "a table that knows a verb": (layers, "models/x.py", "from actions import audit"),
    "a rule that knows a table": (layers, "domain/x.py", "def f():\n import models.people"),
    "a rule with a library": (layers, "domain/x.py", "import sqlalchemy"),
    "content that knows a table": (layers, "content/x.py", "from models.base import Base"),
    "a page that knows the app": (layers, "blueprints/web/x.py", "from app import create_app"),
    "a verb that reads settings": (layers, "actions/x.py", "import config"),
    "settings that know a page": (layers, "config.py", "from blueprints import parts"),
    "a half-written name": (layers, "actions/x.py", "from . import audit"),
    "a part that knows another": (
        parts,
        "blueprints/office/views.py",
        "from blueprints.today.desk import Desk",
    ),
    "a shared room that knows a part": (
        parts,
        "blueprints/web/x.py",
        "from blueprints import today",
    ),
    "an import by name": (no_hidden_import, "actions/x.py", "import_module('app')"),
    "a verb that commits": (one_commit, "actions/x.py", "db.commit()"),
    "a page that prints": (no_print, "blueprints/office/views.py", "print('x')"),
    "raw words": (words_in_the_catalogue, "blueprints/office/views.py", "flash('已保存')"),
    "raw words in pieces": (
        words_in_the_catalogue,
        "blueprints/office/views.py",
        "flash(f'已保存{n}次')",
    ),
    "raw words in a method": (
        words_in_the_catalogue,
        "blueprints/office/views.py",
        "words.append('已保存')",
    ),
    "words in a rule": (words_in_the_catalogue, "domain/x.py", "WORD = '微信'"),
    "a silent view": (told_views, "blueprints/x/views.py", "@bp.get('/x')\ndef x(): pass"),
}


@pytest.mark.parametrize(("rule", "path", "code"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_found(rule: Rule, path: str, code: str) -> None:
    assert list(rule(path, ast.parse(code))) != []


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        (words_in_the_catalogue, "blueprints/x/views.py", '"""说明。"""\nflash(_("已保存"))'),
        (words_in_the_catalogue, "blueprints/x/views.py", 'ngettext("%(n)d 人", "%(n)d 人", 2)'),
        (words_in_the_catalogue, "blueprints/x/forms.py", 're.compile("([0-9]+) *分钟")'),
        (parts, "blueprints/office/views.py", "from blueprints.words.office import told"),
        (layers, "actions/x.py", "from content.load import Library\nfrom models import people"),
        (told_views, "blueprints/x/views.py", "def helper(): pass"),
    ],
)
def test_good_code_passes(rule: Rule, path: str, code: str) -> None:
    assert list(rule(path, ast.parse(code))) == []
