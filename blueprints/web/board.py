"""How far the assignments are: who is asked, and who has done it; a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.goals import done_by
from actions.mentoring import Task
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.targets import Target, target_of
from models.assignment_queries import assigned_people
from models.road import Assignment


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
    found = done_by(db(), rows, asked, house().library)
    return [Standing(row, target_of(row), *found[row.id]) for row in rows]
