"""What needs a mentor or manager today, the oldest first, at most one screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from blueprints.web.board import standings
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.watch import BEHIND, Watched, watched
from blueprints.words.desk import (
    act_words,
    by_words,
    ending_words,
    letters_words,
    needing_words,
    since_words,
    undone_words,
)
from blueprints.words.mentoring import concern_words
from domain.access import Role
from domain.concern import Need
from domain.days import local_day
from domain.pipeline import NEAR_DAYS
from models.assignment_queries import assignments_by
from models.desk_queries import unconfirmed_count, unread_from, waiting_count
from models.post_queries import NEAR, near_counts
from models.road import Assignment

MOST_ROWS = 7
MINE = tuple(need for need in Need if need is not Need.LEADER)
"""What comes to a mentor's own desk; a silence goes to the class's leader first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do: what, a second line, where, a word for the act, and since when it waits."""

    title: str
    second: str
    href: str
    word: str
    since: date
    state: str = "due"


def rows() -> list[Row]:
    """Everything, the oldest first; the number of queries does not grow with the people."""
    found = (*_people(watched()), *_letters(), *_waiting(), *_certificates(), *_due(), *_posts())
    return sorted(found, key=lambda row: row.since)


def _people(everyone: Sequence[Watched]) -> Iterator[Row]:
    for need in MINE:
        pairs = [(one, it) for one in everyone for it in one.concerns if it.need is need]
        people = {one.id: one for one, _it in pairs}
        if not pairs:
            continue
        since = min(it.since for _one, it in pairs)
        if len(people) == 1:
            one, it = pairs[0]
            second, href = concern_words(it, marks=False), f"/trainees/{one.uid}#{BEHIND[need]}"
            yield Row(one.name, second, href, act_words(need), since)
        else:
            title, href = needing_words(need, len(people)), f"/trainees?reason={need}"
            yield Row(title, since_words(since), href, act_words(need), since)


def _letters() -> Iterator[Row]:
    found = db().execute(unread_from(actor(), now())).all()
    if found:
        people = {person: name for _uid, person, name, _at in found}
        href = f"/messages/{found[0][0]}" if len(found) == 1 else "/messages"
        since = local_day(found[0][3])
        title = letters_words(found[0][2], len(people))
        yield Row(title, since_words(since), href, _("去回"), since)


def _waiting() -> Iterator[Row]:
    yield from _counted(
        db().execute(waiting_count(actor())).one(), _("%(n)d 人在等您同意入班"), "/agency/waiting"
    )


def _certificates() -> Iterator[Row]:
    yield from _counted(
        db().execute(unconfirmed_count(actor(), now())).one(),
        _("%(n)d 份证书等第二个人核对"),
        "/agency/staff?state=unverified",
    )


def _counted(found: Sequence[object], title: str, href: str) -> Iterator[Row]:
    many, first = found
    if many and isinstance(first, datetime):
        since = local_day(first)
        yield Row(title % {"n": many}, since_words(since), href, _("去看"), since)


def _due() -> Iterator[Row]:
    """What I asked for that is due today and not all done."""
    today = local_day(now())
    due = assignments_by(actor()).where(
        Assignment.due_on == today, Assignment.cancelled_at.is_(None), Assignment.kind != "date"
    )
    for one in standings(db().scalars(due).all()):
        undone = len(one.people) - len(one.done)
        if one.target and undone:
            href = f"/assign/{one.row.uid}"
            yield Row(one.target.words, undone_words(undone), href, _("看一下"), today)


def _posts() -> Iterator[Row]:
    """What ends within ninety days at the posts of the agencies I manage."""
    today = local_day(now())
    for agency in actor().agencies({Role.MANAGER}):
        found = db().execute(near_counts(agency, today)).one()
        for kind, many, first in zip(NEAR, found[::2], found[1::2], strict=True):
            if many:
                since = min(today, first - timedelta(days=NEAR_DAYS))
                title, href = ending_words(kind, many), f"/agency/posts?near={kind}"
                yield Row(title, by_words(first), href, _("去安排"), since)
