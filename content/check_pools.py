"""Checks each written chapter's items as a body: how many, on which points, where the keys lie."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from content.course import Chapter, Course, Item
from content.draft import Draft
from content.notes import Notes, Place

SINGLES_LEAST: Final = 40  # of practice and mock items in a written chapter
MULTIPLES_LEAST: Final = 14
KEY_SHARE_MOST: Final = 0.40  # of the singles may have their key at one place
LONGEST_SHARE_MOST: Final = 0.45  # of the singles may have the longest option as the key
LONGEST_SHARE_LEAST: Final = 0.10  # of the singles where one option is the longest have it as key
SHARES_FROM: Final = 10  # singles, below which a share says nothing


def check_pools(draft: Draft, notes: Notes) -> None:
    """Note what is missing or lopsided in the written chapters."""
    mine: defaultdict[tuple[str, int], list[Item]] = defaultdict(list)
    for placed in draft.items:
        mine[placed.thing.course, placed.thing.chapter].append(placed.thing)
    for course in (placed.thing for placed in draft.courses):
        for chapter in course.chapters:
            if chapter.written:
                _check_chapter(course, chapter, mine[course.id, chapter.number], draft, notes)


def _check_chapter(
    course: Course, chapter: Chapter, items: list[Item], draft: Draft, notes: Notes
) -> None:
    folder = f"courses/{course.id}/{chapter.folder}"
    checks = [item for item in items if item.pool == "check"]
    others = [item for item in items if item.pool != "check"]
    _check_keys(checks, Place(f"{folder}/checks.toml"), notes)
    if course.kind == "exam" and others:
        _check_counts(others, Place(f"{folder}/items.toml"), notes)
        _check_keys(others, Place(f"{folder}/items.toml"), notes)
        _check_coverage(others, chapter, draft, notes)


def _check_counts(items: list[Item], place: Place, notes: Notes) -> None:
    kinds = Counter(item.kind for item in items)
    if kinds["single"] < SINGLES_LEAST or kinds["multiple"] < MULTIPLES_LEAST:
        notes.add(
            place,
            f"本章有单选 {kinds['single']} 道、多选 {kinds['multiple']} 道，"
            f"至少要 {SINGLES_LEAST} 道和 {MULTIPLES_LEAST} 道，请补题",
        )


def _check_coverage(items: list[Item], chapter: Chapter, draft: Draft, notes: Notes) -> None:
    practised = {point for item in items if item.pool == "practice" for point in item.points}
    places = {placed.thing: placed.place for placed in draft.points}
    for point in chapter.points:
        if point.id not in practised:
            notes.add(places[point], f"考点 {point.id} 没有练习题，请补题或并入别的考点")


def _check_keys(items: Iterable[Item], place: Place, notes: Notes) -> None:
    singles = [item for item in items if item.kind == "single"]
    if len(singles) < SHARES_FROM:
        return
    letters = Counter(letter for item in singles for letter in item.key)
    for letter, count in sorted(letters.items()):
        if count > KEY_SHARE_MOST * len(singles):
            share = _percent(count, singles)
            notes.add(place, f"单选题答案有 {share} 是 {letter}，不能超过 40%，请调换选项次序")
    _check_lengths(singles, place, notes)


def _check_lengths(singles: list[Item], place: Place, notes: Notes) -> None:
    """That the longest option is mostly right is a clue, and that it is never right is one too."""
    longest = sum(_key_is_longest(item) for item in singles)
    if longest > LONGEST_SHARE_MOST * len(singles):
        share = _percent(longest, singles)
        notes.add(place, f"单选题有 {share} 的答案是最长的选项，不能超过 45%，请改短答案或补足别项")
    uneven = [item for item in singles if _one_is_longest(item)]
    if len(uneven) >= SHARES_FROM and longest < LONGEST_SHARE_LEAST * len(uneven):
        share = _percent(longest, uneven)
        notes.add(
            place,
            f"单选题里有一个选项最长的 {len(uneven)} 道，答案是它的占 {share}，不能少于 10%，"
            "请改短几道题的错项或补足答案",
        )


def _percent(count: int, items: list[Item]) -> str:
    return f"{100 * count / len(items):.0f}%"


def _key_is_longest(item: Item) -> bool:
    right = [len(option.text) for option in item.options if option.id in item.key]
    wrong = [len(option.text) for option in item.options if option.id not in item.key]
    return bool(right and wrong) and max(right) > max(wrong)


def _one_is_longest(item: Item) -> bool:
    lengths = [len(option.text) for option in item.options]
    return lengths.count(max(lengths, default=0)) == 1
