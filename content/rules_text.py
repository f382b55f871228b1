"""Finds the line of a rule or of one of its keys, and says in Chinese what a value should be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

HEADING = re.compile(r"^\s*\[\[\s*rules\s*\]\]")
EXPECTED = re.compile(r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`")
NAMED = re.compile(r"(?:field|enum value) [`'](?P<name>[^`']*)[`']")
PATH = re.compile(r"at `\$\.?(?P<path>[^`]*)`")
WORDS = {
    "array": '方括号列表，如 ["junior"]',
    "bool": "true 或 false",
    "date": "日期，如 2026-05-23，不加引号",
    "datetime": "日期和时间，如 2026-03-12T09:00:00，不加引号",
    "float": "数字",
    "int": "整数，不加引号",
    "object": "一张表",
    "str": "文字，加英文引号",
    "time": "时间，如 09:00:00，不加引号",
}


class Lines:
    """The lines of one file, asked by number of entry and by key."""

    def __init__(self, text: str, count: int) -> None:
        self.lines = text.split("\n")
        found = [n for n, line in enumerate(self.lines, 1) if HEADING.match(line)]
        self.heads = found if len(found) == count else []

    def entry(self, number: int) -> int:
        """Return the line of the heading of an entry (numbers from 0), or 1 if not found."""
        return self.heads[number] if self.heads else 1

    def key(self, number: int, *path: str) -> int:
        """Return the line of a key of an entry, the keys above it given first."""
        start = line = self.entry(number)
        end = self.heads[number + 1] - 1 if number + 1 < len(self.heads) else len(self.lines)
        for name in path:
            line = next((n for n in range(line, end + 1) if _names(self.lines[n - 1], name)), line)
        return line if path else start


def path_of(fault: str) -> tuple[str, ...]:
    """Return the keys that a validation message of msgspec points at."""
    keys = _keys(found["path"]) if (found := PATH.search(fault)) else ()
    named = NAMED.search(fault) if "unknown" in fault else None
    return (*keys, named["name"]) if named else keys


def fix_of(fault: str, path: tuple[str, ...], choices: tuple[str, ...]) -> str:
    """Say in Chinese what a validation message of msgspec asks for at a path of keys."""
    key = f"“{'.'.join(path)}”"
    if "missing required" in fault and (named := NAMED.search(fault)):
        where = f"{key}里" if path else ""
        return f"{where}缺“{named['name']}”，请补上 {named['name']} = …"
    if "unknown field" in fault:
        return f"不认识键{key}，请改名或删去；能用的键见 docs/rulebook.md"
    if "enum value" in fault:
        return f"{key}请改成其中一个：{'、'.join(choices)}"
    if found := EXPECTED.search(fault):
        return f"{key}请写成{_wanted(found['want'])}"
    return f"{key}的写法看不懂，请对照 docs/rulebook.md 改写"


def choices_at(kind: type, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words a key may hold, following its path through a dataclass."""
    hint: Any = kind
    for name in path:
        hint = _inside(hint)
        hint = get_type_hints(hint).get(name) if isinstance(hint, type) else None
    return _choices(hint)


def unknown_keys(value: object, hint: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    """Yield the path of each key that the dataclass of a kind does not have."""
    inner = _inside(hint)
    if isinstance(value, list | tuple):
        for each in value:
            yield from unknown_keys(each, inner)
    elif isinstance(value, Mapping) and get_origin(hint) is not None:
        for name, each in value.items():
            yield from ((name, *rest) for rest in unknown_keys(each, inner))
    elif isinstance(value, Mapping) and is_dataclass(inner):
        yield from _unknown_in(value, inner)


def _unknown_in(value: Mapping[str, object], kind: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    hints = get_type_hints(kind)
    known = {each.name for each in fields(kind)} - {"rule"}
    for name, each in value.items():
        if name not in known:
            yield (name,)
        else:
            yield from ((name, *rest) for rest in unknown_keys(each, hints[name]))


def _inside(hint: Any) -> Any:  # noqa: ANN401
    """Return what a list or table holds, and a plain type as it is."""
    held = [each for each in get_args(hint) if each not in (Ellipsis, type(None), str)]
    return hint if get_origin(hint) in (None, Literal) or not held else held[0]


def _choices(hint: Any) -> tuple[str, ...]:  # noqa: ANN401
    inner = _inside(hint)
    if get_origin(inner) is Literal:
        return tuple(map(str, get_args(inner)))
    is_enum = isinstance(inner, type) and issubclass(inner, Enum)
    return tuple(str(each.value) for each in inner) if is_enum else ()


def _names(line: str, key: str) -> bool:
    name = re.escape(key)
    assigned = rf"(^|[\s{{,]){name}\s*="
    return bool(re.search(assigned, line) or re.match(rf"\s*\[.*\b{name}\b.*\]\s*$", line))


def _keys(path: str) -> tuple[str, ...]:
    return tuple(part for part in re.sub(r"\[[^\]]*\]", "", path).split(".") if part)


def _wanted(want: str) -> str:
    types = [each.strip() for each in want.split("|") if each.strip() != "null"]
    return "，或".join(WORDS.get(each, each) for each in types)
