"""How far the assignments are: who is asked, and who has done it; a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from blueprints.mentoring.targets import Target, target_of
from blueprints.web.db import db, now
from blueprints.web.login import actor
from models.assignment_queries import assigned_people, items_practised, lessons_finished, mocks_sat
from models.road import Assignment

Counts = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Standing:
    """One assignment, what it asks, whom, and who of them has done it."""

    row: Assignment
    target: Target | None
    people: frozenset[int]
    done: frozenset[int]


def standings(rows: Sequence[Assignment]) -> list[Standing]:
    """How each assignment stands; four queries, however many there are."""
    ids = [row.id for row in rows]
    targets = {row.id: target_of(row) for row in rows}
    people: dict[int, set[int]] = {row.id: set() for row in rows}
    for assignment, person in db().execute(assigned_people(ids, actor(), now())):
        people[assignment].add(person)
    counts = _counts(ids, [target for target in targets.values() if target])
    return [
        Standing(
            row, targets[row.id], frozenset(people[row.id]), _done(row, targets, people, counts)
        )
        for row in rows
    ]


def _counts(ids: list[int], targets: list[Target]) -> dict[str, Counts]:
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
    row: Assignment,
    targets: dict[int, Target | None],
    people: dict[int, set[int]],
    counts: dict[str, Counts],
) -> frozenset[int]:
    target = targets[row.id]
    if target is None:
        return frozenset()
    reached = counts[row.kind]
    return frozenset(p for p in people[row.id] if reached.get((row.id, p), 0) >= target.needed)
