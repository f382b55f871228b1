"""Walks over the files of all courses, the glossary and the help, and reads each in its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from content.course import Chapter, Course, Lesson
from content.draft import Draft, Link, Placed
from content.glossary import GLOSSARY_FILE, read_glossary
from content.help import HELP_FOLDER, read_help
from content.links import links_in
from content.notes import Notes, Place
from content.read_course import Heading, Outline, read_chapter_head, read_outline
from content.read_items import Where, read_items
from content.read_lesson import LessonFile, read_lesson
from content.toml_text import decode

_COURSE_FILE: Final = re.compile(r"courses/([^/]+)/(?:.+/)?[^/]+")
_LESSON_NAME: Final = re.compile(r"(\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*\.md")


@dataclass(slots=True)
class Shelf:
    """The files still to be read; what is left at the end has no place."""

    files: dict[str, bytes]
    notes: Notes

    def take(self, path: str) -> str | None:
        """The text of a file; None where it is missing or not UTF-8."""
        raw = self.files.pop(path, None)
        return None if raw is None else decode(raw, path, self.notes)

    def need(self, path: str, fix: str) -> str | None:
        """The text of a file that must be there."""
        if path not in self.files:
            self.notes.add(Place(path), f"缺少这个文件，{fix}")
        return self.take(path)

    def under(self, folder: str) -> list[str]:
        """The paths left in a folder, in order."""
        return sorted(path for path in self.files if path.startswith(folder))


def read_all(files: Mapping[str, bytes], notes: Notes) -> Draft:
    """Everything the files hold; faults are noted and the sound rest is kept."""
    mine = {path: raw for path, raw in files.items() if path.startswith(("courses/", HELP_FOLDER))}
    shelf, draft = Shelf(mine, notes), Draft()
    for name in sorted({found[1] for path in mine if (found := _COURSE_FILE.fullmatch(path))}):
        _read_course(name, shelf, draft)
    _read_glossary(shelf, draft)
    _read_helps(shelf, draft)
    for path in shelf.under("courses/"):
        notes.add(Place(path), "这个文件放错了地方，请按 docs/content.md 移动、改名或删去")
    return draft


def _read_glossary(shelf: Shelf, draft: Draft) -> None:
    text = shelf.take(GLOSSARY_FILE)
    if text is not None:
        pairs = read_glossary(text, shelf.notes)
        draft.terms.extend(Placed(term, place) for term, place in pairs)


def _read_helps(shelf: Shelf, draft: Draft) -> None:
    for path in shelf.under(HELP_FOLDER):
        text = shelf.take(path) if path.endswith(".md") else None
        found = read_help(text, path, shelf.notes) if text is not None else None
        if found:
            draft.helps.append(Placed(found.help, Place(path, 2)))
            draft.links.extend(_links(found.markdown, path, found.first_line, None))


def _read_course(name: str, shelf: Shelf, draft: Draft) -> None:
    folder = f"courses/{name}/"
    path = f"{folder}course.toml"
    text = shelf.need(path, "请写明课程的 id、title、kind 和各章")
    outline = read_outline(text, path, name, shelf.notes) if text is not None else None
    if outline is None:
        for left in shelf.under(folder):
            shelf.take(left)
        return
    chapters = [_read_chapter(outline, heading, shelf, draft) for heading in outline.headings]
    course = replace(outline.course, chapters=tuple(chapters))
    draft.courses.append(Placed(course, outline.place))


def _read_chapter(outline: Outline, heading: Heading, shelf: Shelf, draft: Draft) -> Chapter:
    course = outline.course
    if heading.folder is None:
        return _chapter(heading, "", (), ())
    folder = f"courses/{course.id}/{heading.folder}/"
    if not shelf.under(folder):
        shelf.notes.add(heading.place, f"没有文件夹 {heading.folder}，请建好，或先删去 folder 一行")
        return _chapter(replace(heading, folder=None), "", (), ())
    path = f"{folder}chapter.toml"
    text = shelf.need(path, "请写明 summary 和各个考点")
    head = read_chapter_head(text, path, course.id, heading.number, shelf.notes) if text else None
    points = head.points if head else ()
    draft.points.extend(points)
    lessons = _read_lessons(folder, course, heading.number, shelf, draft)
    _read_questions(folder, course, heading.number, lessons, shelf, draft)
    summary = head.summary if head else ""
    return _chapter(heading, summary, tuple(placed.thing for placed in points), lessons)


def _chapter(heading: Heading, summary: str, points: tuple, lessons: tuple[Lesson, ...]) -> Chapter:
    return Chapter(
        number=heading.number,
        title=heading.title,
        folder=heading.folder,
        weight=heading.weight,
        source_year=heading.source_year,
        confidence=heading.confidence,
        summary=summary,
        points=points,
        lessons=lessons,
    )


def _read_lessons(
    folder: str, course: Course, chapter: int, shelf: Shelf, draft: Draft
) -> tuple[Lesson, ...]:
    found: list[LessonFile] = []
    for path in shelf.under(folder):
        name = _LESSON_NAME.fullmatch(path.removeprefix(folder))
        text = shelf.take(path) if name else None
        if name is None or text is None:
            continue
        lesson = read_lesson(text, path, course.id, chapter, int(name[1]), shelf.notes)
        if lesson:
            found.append(lesson)
            draft.lessons.append(Placed(lesson.lesson, lesson.place))
            links = _links(lesson.markdown, path, lesson.first_line, lesson.lesson.id)
            draft.links.extend(links)
    return tuple(each.lesson for each in found)


def _read_questions(
    folder: str,
    course: Course,
    chapter: int,
    lessons: tuple[Lesson, ...],
    shelf: Shelf,
    draft: Draft,
) -> None:
    where = Where(course.id, chapter, {lesson.id: lesson for lesson in lessons})
    _read_pool(f"{folder}checks.toml", "checks", "每课写三道检查题", where, shelf, draft)
    path = f"{folder}items.toml"
    if course.kind == "exam":
        _read_pool(path, "items", "请写练习题和模考题", where, shelf, draft)
    elif path in shelf.files:
        shelf.take(path)
        shelf.notes.add(Place(path), "短课没有 items.toml，请删去，或把题移到 checks.toml")


def _read_pool(
    path: str, name: Literal["items", "checks"], fix: str, where: Where, shelf: Shelf, draft: Draft
) -> None:
    text = shelf.need(path, fix)
    if text is not None:
        pairs = read_items(text, path, name, where, shelf.notes)
        draft.items.extend(Placed(item, place) for item, place in pairs)


def _links(markdown: str, path: str, first_line: int, owner: str | None) -> list[Link]:
    return [
        Link(href, Place(path, first_line + number), owner)
        for number, line in enumerate(markdown.split("\n"))
        for href in links_in(line)
    ]
