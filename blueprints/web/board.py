"""How far the assignments are: who is asked, and who has done it; a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.mentoring import Task
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.targets import Target, target_of
from models.assignment_queries import assigned_people, items_practised, lessons_finished, mocks_sat
from models.road import Assignment

Counts = dict[str, dict[tuple[int, int], int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One assignment, what it asks, whom, and who of them has done it."""

    row: Assignment
    target: Target | None
    people: frozenset[int]
    done: frozenset[int]

    @property
    def countable(self) -> bool:
        """Whether it can be seen that somebody has done it; a date only comes and goes."""
        return self.row.kind != Task.DATE


def standings(rows: Sequence[Assignment]) -> list[Standing]:
    """How each assignment stands; four queries, however many there are."""
    ids = [row.id for row in rows]
    return standings_of(rows, db().execute(assigned_people(ids, actor(), now())).all())


def standings_of(rows: Sequence[Assignment], asked: Iterable[Sequence[int]]) -> list[Standing]:
    """The same where the pairs of assignment and person are known; three queries."""
    targets = {row.id: target_of(row) for row in rows}
    people: dict[int, set[int]] = {row.id: set() for row in rows}
    for assignment, person in asked:
        people[assignment].add(person)
    counts = _counts(rows, [target for target in targets.values() if target])
    return [
        Standing(row, target, frozenset(people[row.id]), _done(row, target, people[row.id], counts))
        for row in rows
        for target in (targets[row.id],)
    ]


def _counts(rows: Sequence[Assignment], targets: list[Target]) -> Counts:
    ids = [row.id for row in rows]
    lessons = {(target.value, lesson) for target in targets for lesson in target.lessons}
    items = {(target.value, item) for target in targets for item in target.items}
    queries = {
        "read": lessons_finished(ids, lessons),
        "practice": items_practised(ids, items),
        "mock": mocks_sat(ids),
    }
    return {
        kind: {(assignment, person): n for assignment, person, n in db().execute(query)}
        for kind, query in queries.items()
    }


def _done(
    row: Assignment, target: Target | None, people: Iterable[int], counts: Counts
) -> frozenset[int]:
    if target is None or row.kind == Task.DATE:
        return frozenset()
    reached = counts[row.kind]
    return frozenset(p for p in people if reached.get((row.id, p), 0) >= target.needed)
