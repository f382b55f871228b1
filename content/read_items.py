"""Reads items.toml and checks.toml: each entry becomes an item, or notes why not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from content.course import Difficulty, Item, Kind, Lesson, Option, Pool, Source
from content.item_check import item_faults
from content.notes import Notes, Place
from content.tables import Table
from content.toml_text import entry_lines, parse
from content.versions import body_of_item, version_of

KINDS: Final = ("single", "multiple")
DIFFICULTIES: Final = ("easy", "mid", "hard")
POOLS: Final = ("practice", "mock")
CONFIDENCES: Final = ("high", "mid", "low")


@dataclass(frozen=True, slots=True)
class Where:
    """The chapter a file belongs to, with the lessons its checks may name."""

    course: str
    chapter: int
    lessons: Mapping[str, Lesson]


def read_items(
    text: str, file: str, name: Literal["items", "checks"], where: Where, notes: Notes
) -> Iterator[tuple[Item, Place]]:
    """The sound entries of a file with the line of each; the others leave notes."""
    tables = parse(text, file, notes)
    if tables is None:
        return
    top = Table(tables, "", Place(file), notes)
    rows = top.tables(name)
    top.done()
    word = "试题" if name == "items" else "检查题"
    for row, line in zip(rows, entry_lines(text, name, len(rows)), strict=True):
        table = Table(row, f"{word} {row.get('id', '？')}", Place(file, line), notes)
        if item := _read_item(table, name, where):
            yield item, table.place


def _read_item(table: Table, name: str, where: Where) -> Item | None:
    raw = table.raw
    pool, lesson, points = _read_check(table, where) if name == "checks" else _read_pool(table)
    item = Item(
        id=table.text("id"),
        course=where.course,
        chapter=where.chapter,
        pool=pool,
        lesson=lesson,
        points=points,
        kind=cast("Kind", table.word("kind", KINDS)),
        difficulty=cast("Difficulty", table.word("difficulty", DIFFICULTIES)),
        key=frozenset(table.texts("key")),
        case=table.maybe_text("case"),
        stem=table.text("stem"),
        explanation=table.text("explanation"),
        options=read_options(table),
        sources=read_sources(table),
        valid_from=table.maybe_day("valid_from"),
        valid_to=table.maybe_day("valid_to"),
        version="",
        body="",
    )
    table.done()
    if not table.sound:
        return None
    if len(raw["key"]) > len(item.key):
        table.note("key 里有重复的选项，请删去一个")
    for fault in item_faults(item):
        table.note(fault)
    body = body_of_item(item)
    return replace(item, version=version_of(body), body=body)


def _read_pool(table: Table) -> tuple[Pool, None, tuple[str, ...]]:
    return cast("Pool", table.word("pool", POOLS)), None, table.texts("points")


def _read_check(table: Table, where: Where) -> tuple[Pool, str, tuple[str, ...]]:
    """A check without points of its own is about those of its lesson."""
    name = table.text("lesson")
    lesson = where.lessons.get(name)
    if name and lesson is None:
        table.sound = False
        table.note(f"本章没有 {name} 这一课，请改 lesson")
    points = table.texts("points", needed=False)
    return "check", name, points or (lesson.points if lesson else ())


def read_options(table: Table) -> tuple[Option, ...]:
    """The options of an item, each with its reason."""
    rows = table.tables("options")
    if "options" not in table.raw:
        table.missing("options")
    options = []
    for row in rows:
        part = Table(row, f"{table.name} 选项 {row.get('id', '？')}", table.place, table.notes)
        options.append(Option(part.text("id"), part.text("text"), part.text("reason")))
        part.done()
        table.sound = table.sound and part.sound
    return tuple(options)


def read_sources(table: Table) -> tuple[Source, ...]:
    """The sources of a lesson or item; there is at least one."""
    rows = table.tables("sources")
    if not rows:
        table.missing("sources")
    sources = []
    for row in rows:
        source, sound = read_source(row, f"{table.name}的出处", table)
        sources.append(source)
        table.sound = table.sound and sound
    return tuple(sources)


def read_source(row: Mapping[str, Any], name: str, table: Table) -> tuple[Source, bool]:
    """One source and whether it could be read."""
    part = Table(row, name.removeprefix("的"), table.place, table.notes)
    confident = part.word("confidence", CONFIDENCES) if "confidence" in row else None
    source = Source(
        document=part.text("document"),
        version=part.text("version"),
        article=part.maybe_text("article"),
        checked_on=part.maybe_day("checked_on"),
        confidence=confident,
    )
    part.done()
    return source, part.sound
