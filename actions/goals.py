"""When an assignment is done: the lessons, items or mocks it takes, and who has got so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from actions.mentoring import ENOUGH_ITEMS, Task
from content.load import Library
from models.assignment_queries import items_practised, lessons_finished, mocks_sat, reached
from models.road import Assignment

Counts = dict[str, dict[tuple[int, int], int]]


@dataclass(frozen=True, slots=True)
class Goal:
    """What an assignment takes: lessons to finish or items to practise; a mock has neither."""

    value: str
    lessons: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def needed(self) -> int:
        """How many lessons, items or mocks make it done."""
        return len(self.lessons) or min(ENOUGH_ITEMS, len(self.items)) or 1


DATE: Final = Goal("")
"""A date only comes and goes."""


def goal_of(library: Library, row: Assignment) -> Goal | None:
    """What a row takes; None where the course or chapter is gone or no longer written."""
    if row.kind == Task.DATE:
        return DATE
    name, _slash, number = row.target.partition("/")
    course = library.courses.get(name)
    if course is None:
        return None
    if row.kind == Task.MOCK:
        sits = course.kind == "exam" and library.items(course=name, pool="mock")
        return Goal(name) if sits else None
    chapter = next((one for one in course.chapters if str(one.number) == number), None)
    if chapter is None or not chapter.written:
        return None
    if row.kind == Task.READ:
        goal = Goal(row.target, lessons=tuple(one.id for one in chapter.lessons))
    else:
        pool = library.items(course=name, chapter=chapter.number, pool="practice")
        goal = Goal(row.target, items=tuple(item.id for item in pool))
    return goal if goal.lessons or goal.items else None


def done_by(
    db: Session, rows: Sequence[Assignment], asked: Iterable[Sequence[int]], library: Library
) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Of each assignment who is asked and who has done it; three queries, however many."""
    goals = {row.id: goal_of(library, row) for row in rows}
    people: dict[int, set[int]] = {row.id: set() for row in rows}
    for assignment, person in asked:
        people[assignment].add(person)
    counts = _counts(db, goals)
    return {
        row.id: (
            frozenset(people[row.id]),
            _done(row, goals[row.id], people[row.id], counts),
        )
        for row in rows
    }


def done_people(row: Assignment, library: Library) -> Select[int] | None:
    """Who has done an assignment, as a query; None where that cannot be seen."""
    goal = goal_of(library, row)
    if goal is None or row.kind == Task.DATE:
        return None
    return reached(_queries({row.id: goal})[row.kind], goal.needed)


def _queries(goals: Mapping[int, Goal | None]) -> dict[str, Select[int, int, int]]:
    known = [goal for goal in goals.values() if goal]
    lessons = {(goal.value, lesson) for goal in known for lesson in goal.lessons}
    items = {(goal.value, item) for goal in known for item in goal.items}
    return {
        Task.READ.value: lessons_finished(list(goals), lessons),
        Task.PRACTICE.value: items_practised(list(goals), items),
        Task.MOCK.value: mocks_sat(list(goals)),
    }


def _counts(db: Session, goals: dict[int, Goal | None]) -> Counts:
    return {
        kind: {(assignment, person): n for assignment, person, n in db.execute(query)}
        for kind, query in _queries(goals).items()
    }


def _done(
    row: Assignment, goal: Goal | None, people: Iterable[int], counts: Counts
) -> frozenset[int]:
    if goal is None or row.kind == Task.DATE:
        return frozenset()
    reached = counts[row.kind]
    return frozenset(p for p in people if reached.get((row.id, p), 0) >= goal.needed)
