"""Reads a lesson file: front matter, sections, length, version."""

import re
from dataclasses import dataclass, replace
from typing import Final

from content.course import Lesson
from content.front_matter import Page, read_page
from content.lesson_check import lesson_faults
from content.markdown_check import markdown_faults
from content.notes import Notes, Place
from content.read_items import read_sources
from content.render import Document, render_sections
from content.tables import Table
from content.text import count_characters, plain
from content.versions import body_of_lesson, version_of

MOST_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson with its place and its Markdown, of which the links are still to be proved."""

    lesson: Lesson
    place: Place
    first_line: int
    markdown: str


def read_lesson(
    text: str, file: str, course: str, chapter: int, number: int, notes: Notes
) -> LessonFile | None:
    """One lesson, rendered; None, and notes, where it cannot be read."""
    page = read_page(text, file, notes)
    if page is None:
        return None
    place = Place(file, _id_line(text))
    table = Table(page.head, f"课 {page.head.get('id', '？')}", place, notes)
    document = render_sections(page.markdown)
    lesson = _assemble(table, document, course, chapter, number)
    table.done()
    _note_text_faults(page, document, file, notes)
    if not table.sound:
        return None
    _note_lesson_faults(lesson, table)
    return LessonFile(lesson, place, page.first_line, page.markdown)


def _id_line(text: str) -> int:
    found = re.search(r"^\s*id\s*=", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _assemble(table: Table, document: Document, course: str, chapter: int, number: int) -> Lesson:
    text = "\n".join(f"{part.title}\n{plain(part.html)}" for part in document.sections)
    lesson = Lesson(
        id=table.text("id"),
        course=course,
        chapter=chapter,
        number=number,
        title=table.text("title"),
        points=table.texts("points"),
        minutes=table.whole("minutes", 1, MOST_MINUTES),
        sources=read_sources(table),
        sections=document.sections,
        text=text,
        characters=count_characters(text),
        version="",
        body="",
    )
    body = body_of_lesson(lesson)
    return replace(lesson, version=version_of(body), body=body)


def _note_text_faults(page: Page, document: Document, file: str, notes: Notes) -> None:
    for line, message in markdown_faults(page.markdown):
        notes.add(Place(file, page.first_line - 1 + line), message)
    if document.opening:
        blank = len(page.markdown) - len(page.markdown.lstrip("\n"))
        notes.add(
            Place(file, page.first_line + blank), "第一个 ## 小标题之前有文字，请移到小标题下面"
        )


def _note_lesson_faults(lesson: Lesson, table: Table) -> None:
    if not re.fullmatch(rf"[a-z]+{lesson.chapter:02d}-\d{{2}}", lesson.id):
        table.note(f"编号要写成 课程字母{lesson.chapter:02d}-01 这样")
    for fault in lesson_faults(lesson):
        table.note(fault)
