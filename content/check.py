"""Checks what was read as a whole: ids, references, links, dates, stems and the pools."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from content.check_links import check_links
from content.check_pools import check_pools
from content.course import Item
from content.draft import Draft, Placed
from content.notes import Notes, Place
from content.text import folded

CHECKS_PER_LESSON: Final = 3


def check(draft: Draft, notes: Notes, *, today: date | None) -> None:
    """Note everything wrong between the parts; expiry only where a day is given."""
    _check_ids(draft, notes)
    _check_terms(draft, notes)
    _check_lesson_numbers(draft, notes)
    _check_points(draft, notes)
    _check_lesson_checks(draft, notes)
    _check_stems(draft.items, notes)
    if today is not None:
        _check_days(draft, notes, today)
    check_pools(draft, notes)
    check_links(draft, notes)


def _check_ids(draft: Draft, notes: Notes) -> None:
    first: dict[str, Place] = {}
    for placed in (*draft.points, *draft.lessons, *draft.items):
        before = first.setdefault(placed.thing.id, placed.place)
        if before is not placed.place:
            notes.add(placed.place, f"编号 {placed.thing.id} 已用在 {_where(before)}，请换一个")


def _where(place: Place) -> str:
    return f"{place.file.removeprefix('courses/')} 第 {place.line} 行"


def _check_terms(draft: Draft, notes: Notes) -> None:
    names = {placed.thing.term for placed in draft.terms}
    points = {placed.thing.id for placed in draft.points}
    seen: set[str] = set()
    for placed in draft.terms:
        term = placed.thing
        if term.term in seen:
            notes.add(placed.place, f"词条 {term.term} 写了两次，请合成一条")
        seen.add(term.term)
        for name in term.see:
            if name not in names or name == term.term:
                notes.add(placed.place, f"词条 {term.term}：参见的“{name}”不是别的词条，请改 see")
        for point in term.points:
            if point not in points:
                notes.add(placed.place, f"词条 {term.term}：没有考点 {point}，请改 points")


def _check_lesson_numbers(draft: Draft, notes: Notes) -> None:
    seen: set[tuple[str, int, int]] = set()
    for placed in draft.lessons:
        lesson = placed.thing
        spot = (lesson.course, lesson.chapter, lesson.number)
        if spot in seen:
            fix = "请改文件名开头的数字"
            notes.add(placed.place, f"本章有两课都以 {lesson.number:02d} 开头，{fix}")
        seen.add(spot)


def _check_points(draft: Draft, notes: Notes) -> None:
    """Every point named exists in the course; an item's main one in its own chapter."""
    home = {(point.thing.course, point.thing.id): point.thing.chapter for point in draft.points}
    for placed in (*draft.lessons, *draft.items):
        thing = placed.thing
        for point in thing.points:
            if (thing.course, point) not in home:
                notes.add(placed.place, f"{thing.id}：没有考点 {point}，请改 points")
        main = home.get((thing.course, thing.points[0])) if thing.points else None
        if main is not None and main != thing.chapter:
            fix = "请把本章的考点放在第一个"
            notes.add(placed.place, f"{thing.id}：考点 {thing.points[0]} 属于第 {main} 章，{fix}")


def _check_lesson_checks(draft: Draft, notes: Notes) -> None:
    counts = Counter(placed.thing.lesson for placed in draft.items)
    for placed in draft.lessons:
        lesson = placed.thing.id
        count = counts[lesson]
        if count != CHECKS_PER_LESSON:
            fix = f"要正好 {CHECKS_PER_LESSON} 道，请改 checks.toml"
            notes.add(placed.place, f"课 {lesson} 有 {count} 道检查题，{fix}")


def _check_stems(items: Iterable[Placed[Item]], notes: Notes) -> None:
    first: dict[str, Placed[Item]] = {}
    for placed in items:
        before = first.setdefault(folded(placed.thing.stem), placed)
        if before is not placed:
            other = f"{before.thing.id}（{_where(before.place)}）"
            notes.add(placed.place, f"试题 {placed.thing.id}：题干和 {other}相同，请改写")


def _check_days(draft: Draft, notes: Notes, today: date) -> None:
    for placed in draft.items:
        until = placed.thing.valid_to
        if until is not None and until < today:
            fix = "请核对现行条文，改题后更新日期"
            notes.add(placed.place, f"试题 {placed.thing.id}：依据已于 {until} 失效，{fix}")
    for place, day in _checked_days(draft):
        if day is not None and day > today:
            notes.add(place, f"核对日期 {day} 还没到，请改 checked_on")


def _checked_days(draft: Draft) -> Iterator[tuple[Place, date | None]]:
    for course in draft.courses:
        if course.thing.source:
            yield course.place, course.thing.source.checked_on
    for placed in (*draft.lessons, *draft.items):
        for source in placed.thing.sources:
            yield placed.place, source.checked_on
