"""Everyone a mentor or manager answers for, with the reasons to look after them today.

The rules are in domain/concern.py. The number of queries is the same for one person and for many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Select

from blueprints.web.board import standings_of
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.seasons import (
    full_code,
    near_dates,
    seasons_near,
    travellers,
    unpaid_span,
)
from domain import silence
from domain.concern import Concern, Facts, Near, Need, Score, concerns, weight
from domain.days import local_day
from domain.silence import Learner
from domain.stages import ExamStage
from models.concern_queries import (
    People,
    absences_of,
    asked_people,
    ids_seen,
    last_days,
    last_scores,
    last_starts,
    late_assignments,
    leaders_of,
    members_of,
    plans_of,
    region_codes,
    stages_of,
)
from models.people import Person

LEARNS = frozenset({ExamStage.IN_CLASS, ExamStage.STUDYING, ExamStage.PAID})
"""Stages at which silence is news."""
OVERDUE_DAYS = 28
BEHIND = {
    Need.UNPAID: "registration",
    Need.DATE: "registration",
    Need.SILENT: "study",
    Need.OVERDUE: "assignments",
    Need.FALLING: "mocks",
    Need.LEADER: "study",
}
"""Where on a trainee's page the rows behind a reason stand."""


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


def watched() -> list[Watched]:
    """All of them, the most concerning and oldest first, then by name."""
    members = _members()
    facts = _facts(members, ids_seen(actor(), now()))
    today = local_day(now())
    for one in members:
        one.concerns = concerns(facts[one.id], today)
        away = facts[one.id].away_until
        one.away_until = away if away and away >= today else None
    return sorted(members, key=lambda one: (weight(one.concerns), one.name, one.id))


def concerns_of(person: Person) -> tuple[Concern, ...]:
    """The reasons for one trainee of mine."""
    members = _members(person.id)
    facts = _facts(members, [person.id])
    return concerns(facts[person.id], local_day(now())) if members else ()


def _ask(query: Select[*tuple[Any, ...]]) -> CursorResult[*tuple[Any, ...]]:
    """Rows as they are: for ten thousand people the ORM's wrapping costs more than the query."""
    return db().connection().execute(query)


def _members(only: int | None = None) -> list[Watched]:
    found: dict[int, Watched] = {}
    query = members_of(actor(), now())
    rows = _ask(query if only is None else query.where(Person.id == only))
    for person, uid, name, tail, agency, class_id, class_uid, class_name, since in rows:
        day = local_day(since)
        one = found.setdefault(person, Watched(person, uid, name, tail, day))
        one.joined_on = min(one.joined_on, day)
        if agency:
            one.agencies[agency] = None
        if class_id:
            one.classes[class_uid] = class_name
            one.class_ids.add(class_id)
    return list(found.values())


def _facts(members: Sequence[Watched], people: People) -> dict[int, Facts]:
    today = local_day(now())
    agencies = sorted({agency for one in members for agency in one.agencies})
    days, away, busy = _learned(people), _away(people, today), _busy(people, today)
    stages = {(p, a): stage for p, a, stage in _ask(stages_of(people, agencies))}
    leaders = dict(_ask(leaders_of(agencies, now())).all())
    scores, overdue = _scores(people), _overdue(people, agencies, today)
    exam = _exam(members, people, agencies)
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


def _away(people: People, today: date) -> dict[int, list[silence.Span]]:
    found: dict[int, list[silence.Span]] = {}
    for person, first, last in _ask(absences_of(people, today)):
        found.setdefault(person, []).append(silence.Span(first, last))
    return found


def _busy(people: People, today: date) -> dict[int, tuple[silence.Span, ...]]:
    """The weeks of each plan called busy, and the stretches of farming mode."""
    changes: dict[int, list[tuple[date, bool]]] = {}
    weeks: dict[int, dict[str, str]] = {}
    for person, at, farming, busy in _ask(plans_of(people)):
        changes.setdefault(person, []).append((local_day(at), farming))
        weeks[person] = busy
    return {
        person: (*silence.busy_spans(weeks[person]), *silence.farming_spans(told, today))
        for person, told in changes.items()
    }


def _studies(one: Watched, stages: dict[tuple[int, int], str]) -> bool:
    known = [stages[one.id, agency] for agency in one.agencies if (one.id, agency) in stages]
    return not known or any(stage in LEARNS for stage in known)


def _learned(people: People) -> dict[int, date]:
    """The last day of learning: of lessons and answers, or of a mock begun."""
    days = dict(_ask(last_days(people)).all())
    for person, at in _ask(last_starts(people)):
        days[person] = max(days.get(person, date.min), local_day(at))
    return days


def _scores(people: People) -> dict[int, list[Score]]:
    found: dict[int, list[Score]] = {}
    for person, course, at, half_marks, full in _ask(last_scores(people)):
        found.setdefault(person, []).append(Score(course, local_day(at), half_marks, full))
    return found


def _overdue(people: People, agencies: Iterable[int], today: date) -> dict[int, list[date]]:
    since = today - timedelta(days=OVERDUE_DAYS)
    rows = db().scalars(late_assignments(list(agencies), since, today)).all()
    asked = _ask(asked_people([row.id for row in rows], people)).all()
    found: dict[int, list[date]] = {}
    for standing in standings_of(rows, asked):
        if standing.target is None:
            continue
        for person in standing.people - standing.done:
            found.setdefault(person, []).append(standing.row.due_on)
    return found


def _exam(
    members: Sequence[Watched], people: People, agencies: Sequence[int]
) -> dict[int, tuple[Near | None, tuple[Near, ...]]]:
    """Payment and dates; nothing is asked while no season of these regions is near."""
    codes = {agency: full_code(code) for agency, code in _ask(region_codes(agencies))}
    seasons = {code: seasons_near(code) for code in set(codes.values())}
    if not any(seasons.values()):
        return {}
    homes = {one.id: codes[next(reversed(one.agencies))] for one in members if one.agencies}
    return {
        one.person_id: (
            unpaid_span(one, seasons[one.region]),
            near_dates(one, seasons[one.region]),
        )
        for one in travellers(people, homes)
    }
