"""Reads course.toml and chapter.toml: the outline of a course and its knowledge points."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from content.course import Course, CourseKind, Point
from content.draft import Placed
from content.notes import Notes, Place
from content.read_items import CONFIDENCES, read_source
from content.tables import Table
from content.toml_text import entry_lines, parse

FULL_MARKS: Final = 100  # of one paper, so no chapter weighs more
MOST_CHAPTERS: Final = 99
POINT_TITLE_MOST: Final = 16
YEARS: Final = (2008, 2100)  # the exam was first held in 2008
LEVELS: Final = ("junior", "middle", "senior")

_FOLDER: Final = re.compile(r"(\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter as the outline names it, before its folder is read."""

    number: int
    title: str
    folder: str | None
    weight: float | None
    source_year: int | None
    confidence: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """What course.toml says."""

    course: Course
    place: Place
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class ChapterHead:
    """What chapter.toml says."""

    summary: str
    points: tuple[Placed[Point], ...]


def read_outline(text: str, file: str, folder: str, notes: Notes) -> Outline | None:
    """A course without its chapters' content; None, and notes, where it cannot be read."""
    tables = parse(text, file, notes)
    if tables is None:
        return None
    place = Place(file)
    table = Table(tables, "", place, notes)
    course = _read_course(table)
    headings = _read_headings(table, text)
    table.done()
    if course.id and course.id != folder:
        table.note(f"id 要和文件夹同名：写成 {folder}")
    return Outline(course, place, headings) if course.id == folder else None


def _read_course(table: Table) -> Course:
    kind = cast("CourseKind", table.word("kind", ("exam", "short"))) or "short"
    exam = kind == "exam"
    source = table.table("source")
    if source is None and exam:
        table.missing("source")
    return Course(
        id=table.text("id"),
        title=table.text("title"),
        kind=kind,
        level=table.word("level", LEVELS) if exam else None,
        paper=table.text("paper") if exam else None,
        outline=table.text("outline") if exam else table.maybe_text("outline"),
        summary=table.text("summary"),
        source=read_source(source, "出处", table)[0] if source is not None else None,
        chapters=(),
    )


def _read_headings(table: Table, text: str) -> tuple[Heading, ...]:
    rows = table.tables("chapters")
    if not rows:
        table.missing("chapters")
    lines = entry_lines(text, "chapters", len(rows), label="number")
    headings: list[Heading] = []
    for row, line in zip(rows, lines, strict=True):
        heading = _read_heading(row, Place(table.place.file, line), table.notes)
        if heading and any(heading.number == other.number for other in headings):
            table.notes.add(heading.place, f"第 {heading.number} 章写了两次，请改 number")
        elif heading:
            headings.append(heading)
    return tuple(headings)


def _read_heading(row: Mapping[str, Any], place: Place, notes: Notes) -> Heading | None:
    table = Table(row, f"第 {row.get('number', '？')} 章", place, notes)
    weight = table.maybe_number("weight", FULL_MARKS)
    dated = weight is not None or "source_year" in row
    heading = Heading(
        number=table.whole("number", 1, MOST_CHAPTERS),
        title=table.text("title"),
        folder=table.maybe_text("folder"),
        weight=weight,
        source_year=table.whole("source_year", *YEARS) if dated else None,
        confidence=_confidence(table) if dated or "confidence" in row else None,
        place=place,
    )
    table.done()
    if heading.folder is not None:
        _note_folder(table, heading)
    return heading if heading.number and heading.title else None


def _confidence(table: Table) -> str:
    return table.word("confidence", CONFIDENCES)


def _note_folder(table: Table, heading: Heading) -> None:
    found = _FOLDER.fullmatch(heading.folder or "")
    if not found or int(found[1]) != heading.number:
        table.note(f"folder 要写成 {heading.number:02d}-英文名，只用小写字母、数字和短横线")


def read_chapter_head(
    text: str, file: str, course: str, number: int, notes: Notes
) -> ChapterHead | None:
    """A chapter's summary and points; None, and notes, where the file cannot be read."""
    tables = parse(text, file, notes)
    if tables is None:
        return None
    table = Table(tables, "", Place(file), notes)
    summary = table.text("summary")
    rows = table.tables("points")
    if not rows:
        table.missing("points")
    table.done()
    points = []
    for row, line in zip(rows, entry_lines(text, "points", len(rows)), strict=True):
        part = Table(row, f"考点 {row.get('id', '？')}", Place(file, line), notes)
        point = _read_point(part, course, number)
        if part.sound:
            points.append(Placed(point, part.place))
    return ChapterHead(summary, tuple(points))


def _read_point(table: Table, course: str, number: int) -> Point:
    point = Point(table.text("id"), course, number, table.text("title"))
    table.done()
    if point.id and not re.fullmatch(rf"[a-z]+{number:02d}(?:-[a-z0-9]+)+", point.id):
        table.note(f"编号要写成 课程字母{number:02d}-英文名，只用小写字母、数字和短横线")
    if len(point.title) > POINT_TITLE_MOST:
        table.note(f"标题有 {len(point.title)} 个字，最多 {POINT_TITLE_MOST} 个，请改短")
    return point
