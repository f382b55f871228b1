"""Looking at many trainees at once: the reasons to look after each, from the facts.

The rules are in domain/concern.py. The number of queries is the same for one person and for many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Select
from sqlalchemy.orm import Session

from actions.goals import done_by, goal_of
from actions.seasons import full_code, near_dates, seasons_near, travellers, unpaid_span
from content.load import Library
from content.rules import Rulebook
from domain import silence
from domain.concern import Concern, Facts, Near, Score, concerns
from domain.days import local_day
from domain.silence import Learner
from domain.stages import ExamStage
from models.concern_queries import (
    People,
    absences_of,
    asked_people,
    last_days,
    last_scores,
    last_starts,
    late_assignments,
    leaders_of,
    plans_of,
    region_codes,
    stages_of,
)

Members = Select[int, UUID, str, str, int | None, int | None, UUID, str, datetime]
LEARNS = frozenset({ExamStage.IN_CLASS, ExamStage.STUDYING, ExamStage.PAID})
"""Stages at which silence is news."""
OVERDUE_DAYS = 28


@dataclass(frozen=True, slots=True)
class Lens:
    """With what people are looked at: the courses, the rules in force, and the time."""

    library: Library
    book: Rulebook
    at: datetime


@dataclass(slots=True)
class Watched:
    """One trainee as a list shows them."""

    id: int
    uid: UUID
    name: str
    tail: str
    joined_on: date
    classes: dict[UUID, str] = field(default_factory=dict)
    class_ids: set[int] = field(default_factory=set)
    agencies: dict[int, None] = field(default_factory=dict)
    concerns: tuple[Concern, ...] = ()
    away_until: date | None = None


def read_members(db: Session, query: Members) -> list[Watched]:
    """The people of a query such as `members_of`, each once, in its order."""
    found: dict[int, Watched] = {}
    for person, uid, name, tail, agency, class_id, class_uid, class_name, since in _ask(db, query):
        day = local_day(since)
        one = found.setdefault(person, Watched(person, uid, name, tail, day))
        one.joined_on = min(one.joined_on, day)
        if agency:
            one.agencies[agency] = None
        if class_id:
            one.classes[class_uid] = class_name
            one.class_ids.add(class_id)
    return list(found.values())


def look_at(db: Session, members: Sequence[Watched], people: People, lens: Lens) -> None:
    """Write beside each member their concerns and until when they are away.

    `people` is the same people as ids, or as a query of ids.
    """
    facts = _facts(db, members, people, lens)
    today = local_day(lens.at)
    for one in members:
        one.concerns = concerns(facts[one.id], today)
        away = facts[one.id].away_until
        one.away_until = away if away and away >= today else None


def _ask(db: Session, query: Select[*tuple[Any, ...]]) -> CursorResult[*tuple[Any, ...]]:
    """Rows as they are: for ten thousand people the ORM's wrapping costs more than the query."""
    return db.connection().execute(query)


def _facts(db: Session, members: Sequence[Watched], people: People, lens: Lens) -> dict[int, Facts]:
    today = local_day(lens.at)
    agencies = sorted({agency for one in members for agency in one.agencies})
    days, away, busy = _learned(db, people), _away(db, people, today), _busy(db, people, today)
    stages = {(p, a): stage for p, a, stage in _ask(db, stages_of(people, agencies))}
    leaders = dict(_ask(db, leaders_of(agencies, lens.at)).all())
    scores, overdue = _scores(db, people), _overdue(db, people, agencies, lens)
    exam = _exam(db, members, people, agencies, lens)
    return {
        one.id: Facts(
            learner=Learner(
                one.joined_on,
                days.get(one.id),
                (*away.get(one.id, ()), *busy.get(one.id, ())),
            ),
            studies=_studies(one, stages),
            has_leader=any(leaders.get(it, one.id) != one.id for it in one.class_ids),
            away_until=max((off.last for off in away.get(one.id, ())), default=None),
            scores=scores.get(one.id, ()),
            unpaid=exam.get(one.id, (None, ()))[0],
            dates=exam.get(one.id, (None, ()))[1],
            overdue=overdue.get(one.id, ()),
        )
        for one in members
    }


def _away(db: Session, people: People, today: date) -> dict[int, list[silence.Span]]:
    found: dict[int, list[silence.Span]] = {}
    for person, first, last in _ask(db, absences_of(people, today)):
        found.setdefault(person, []).append(silence.Span(first, last))
    return found


def _busy(db: Session, people: People, today: date) -> dict[int, tuple[silence.Span, ...]]:
    """The weeks of each plan called busy, and the stretches of farming mode."""
    changes: dict[int, list[tuple[date, bool]]] = {}
    weeks: dict[int, dict[str, str]] = {}
    for person, at, farming, busy in _ask(db, plans_of(people)):
        changes.setdefault(person, []).append((local_day(at), farming))
        weeks[person] = busy
    return {
        person: (*silence.busy_spans(weeks[person]), *silence.farming_spans(told, today))
        for person, told in changes.items()
    }


def _studies(one: Watched, stages: dict[tuple[int, int], str]) -> bool:
    known = [stages[one.id, agency] for agency in one.agencies if (one.id, agency) in stages]
    return not known or any(stage in LEARNS for stage in known)


def _learned(db: Session, people: People) -> dict[int, date]:
    """The last day of learning: of lessons and answers, or of a mock begun."""
    days = dict(_ask(db, last_days(people)).all())
    for person, at in _ask(db, last_starts(people)):
        days[person] = max(days.get(person, date.min), local_day(at))
    return days


def _scores(db: Session, people: People) -> dict[int, list[Score]]:
    found: dict[int, list[Score]] = {}
    for person, course, at, half_marks, full in _ask(db, last_scores(people)):
        found.setdefault(person, []).append(Score(course, local_day(at), half_marks, full))
    return found


def _overdue(
    db: Session, people: People, agencies: Iterable[int], lens: Lens
) -> dict[int, list[date]]:
    today = local_day(lens.at)
    since = today - timedelta(days=OVERDUE_DAYS)
    rows = db.scalars(late_assignments(list(agencies), since, today)).all()
    asked = _ask(db, asked_people([row.id for row in rows], people)).all()
    known = [row for row in rows if goal_of(lens.library, row) is not None]
    found: dict[int, list[date]] = {}
    standings = done_by(db, rows, asked, lens.library)
    for row in known:
        everyone, done = standings[row.id]
        for person in everyone - done:
            found.setdefault(person, []).append(row.due_on)
    return found


def _exam(
    db: Session,
    members: Sequence[Watched],
    people: People,
    agencies: Sequence[int],
    lens: Lens,
) -> dict[int, tuple[Near | None, tuple[Near, ...]]]:
    """Payment and dates; nothing is asked while no season of these regions is near."""
    codes = {agency: full_code(code) for agency, code in _ask(db, region_codes(agencies))}
    today = local_day(lens.at)
    seasons = {code: seasons_near(lens.book, code, today) for code in set(codes.values())}
    if not any(seasons.values()):
        return {}
    homes = {one.id: codes[next(reversed(one.agencies))] for one in members if one.agencies}
    return {
        one.person_id: (
            unpaid_span(one, seasons[one.region]),
            near_dates(one, seasons[one.region]),
        )
        for one in travellers(db, people, homes, book=lens.book, at=lens.at)
    }
