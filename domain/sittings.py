"""A sitting (考次): one exam season in one region, and a person's own sessions in it.

Dates come from the rulebook only. A sitting that nobody has announced has none, and nothing here
makes one up (decisions.md 36).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Literal

from domain.days import ZONE

Status = Literal["announced", "held", "unannounced", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class Window:
    """When something may be done, in China time; None where the notice does not say."""

    opens: datetime | None = None
    closes: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """The hours of one paper: on which exam day (1 or 2), from when to when."""

    rule: str = ""
    paper: str
    day: int
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One exam season: its days, and windows named registration, check, payment, ticket, results.

    `sessions` are the hours of those papers of which its own notice tells them. `history` tells
    what earlier years were like, for a sitting without dates.
    """

    rule: str = ""
    year: int
    levels: tuple[str, ...]
    status: Status
    exam_days: tuple[date, ...] = ()
    windows: Mapping[str, Window] = field(default_factory=dict)
    results_planned: str = ""
    notice: str = ""
    history: str = ""
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class OwnSession:
    """One paper of one person, with its date. Times are China time."""

    paper: str
    starts: datetime
    ends: datetime
    rule: str


def own_sessions(
    sitting: Sitting, sessions: Iterable[Session], papers: Collection[str]
) -> tuple[OwnSession, ...]:
    """Return the sessions of these papers in order of time; none where the days are not known.

    A junior candidate gets one day with two papers (facts.md 12). What the sitting's own notice
    says of a paper goes before the usual hours.
    """
    if sitting.status in ("unannounced", "cancelled"):
        return ()
    told = {s.paper: replace(s, rule=s.rule or sitting.rule) for s in sitting.sessions}
    known = {s.paper: s for s in sessions} | told
    own = [s for s in known.values() if s.paper in papers and s.day <= len(sitting.exam_days)]
    dated = [_dated(session, sitting.exam_days[session.day - 1]) for session in own]
    return tuple(sorted(dated, key=lambda session: session.starts))


def _dated(session: Session, day: date) -> OwnSession:
    starts = datetime.combine(day, session.starts, ZONE)
    return OwnSession(
        session.paper, starts, datetime.combine(day, session.ends, ZONE), session.rule
    )


def days_until(sitting: Sitting, sessions: Iterable[OwnSession], today: date) -> int | None:
    """Return the days to the person's first session, or None where no date is known or all is over.

    Counts from the person's own sessions; without sessions, from the sitting's first day.
    """
    if sitting.status in ("unannounced", "cancelled"):
        return None
    days = [session.starts.date() for session in sessions] or list(sitting.exam_days)
    ahead = [(day - today).days for day in days if day >= today]
    return min(ahead, default=None)
