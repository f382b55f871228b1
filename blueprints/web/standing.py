"""Where a person stands in a course, put together from their sums and their reading."""

from collections import Counter
from collections.abc import Iterable

from blueprints.web.db import db, now
from blueprints.web.house import house
from content.course import Chapter, Course
from domain.answers import Tally
from domain.mastery import ChapterFacts, CourseStanding, PointFacts, SharedItem, overview
from models.learning_queries import due_items, readings_of, sums_of, tallies_of


def standings_in(courses: Iterable[Course], person_id: int) -> list[CourseStanding]:
    """The standing of one person in courses, over the chapters that are written."""
    readings = readings_of(db(), person_id).values()
    read = {one.lesson for one in readings if one.finished_at}
    sums = sums_of(db(), person_id)
    due, shared = _due_by_point(person_id), _shared(person_id)
    return [
        overview(
            (_facts(chapter, read, sums, due) for chapter in course.chapters if chapter.written),
            shared,
        )
        for course in courses
    ]


def _facts(
    chapter: Chapter, read: set[str], sums: dict[str, Tally], due: Counter[str]
) -> ChapterFacts:
    taught = {point for lesson in chapter.lessons for point in lesson.points}
    learned = {point for lesson in chapter.lessons if lesson.id in read for point in lesson.points}
    return ChapterFacts(
        number=chapter.number,
        weight=chapter.weight,
        points=tuple(
            PointFacts(
                point_id=point.id,
                tally=sums.get(point.id, Tally()),
                items=len(house().library.items(point=point.id, pool="practice")),
                lesson_read=point.id in learned,
                has_lesson=point.id in taught,
                due=due[point.id],
            )
            for point in chapter.points
        ),
    )


def _shared(person_id: int) -> list[SharedItem]:
    """The items of several points that this person answered."""
    several = {one.id: frozenset(one.points) for one in house().library.items() if one.points[1:]}
    found = tallies_of(db(), person_id, list(several))
    return [SharedItem(several[item], tally) for item, tally in found.items()]


def _due_by_point(person_id: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for item_id in due_items(db(), person_id, now()):
        item = house().library.find_item(item_id)
        counts.update(item.points if item else ())
    return counts
