"""What needs a mentor or manager today, the oldest first, at most one screen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from actions.watching import Watched
from blueprints.web.board import standings
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.watch import (
    BEHIND,
    Needing,
    kept_at,
    look_again,
    needing,
    needing_of,
    watched,
)
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
from models.desk_queries import unanswered_from, unconfirmed_count, waiting_count
from models.post_queries import NEAR, near_counts
from models.road import Assignment
from models.watch_queries import trainee_ids

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
    found = (*_people(), *_letters(), *_waiting(), *_certificates(), *_due(), *_posts())
    return sorted(found, key=lambda row: row.since)


def _people() -> Iterator[Row]:
    if kept_at() is None:
        everyone = watched()
        yield from _needing(needing_of(everyone), {one.id: one for one in everyone})
        return
    found = needing(trainee_ids(actor(), now()))
    alone = [one.one for one in found if one.people == 1 and one.need in MINE]
    yield from _needing(found, {one.id: one for one in look_again(alone)} if alone else {})


def _needing(found: Iterable[Needing], known: Mapping[int, Watched]) -> Iterator[Row]:
    for one in found:
        if one.need in MINE:
            yield from _one(one, known.get(one.one)) if one.people == 1 else [_several(one)]


def _one(found: Needing, one: Watched | None) -> Iterator[Row]:
    """The row of one person; none where the reason has gone since the morning."""
    for it in one.concerns if one else ():
        if one and it.need is found.need:
            href = f"/trainees/{one.uid}#{BEHIND[it.need]}"
            words = concern_words(it, marks=False)
            yield Row(one.name, words, href, act_words(it.need), it.since)
            return


def _several(found: Needing) -> Row:
    title, href = needing_words(found.need, found.people), f"/trainees?reason={found.need}"
    return Row(title, since_words(found.since), href, act_words(found.need), found.since)


def _letters() -> Iterator[Row]:
    found = db().execute(unanswered_from(actor(), now())).all()
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
                yield Row(title, by_words(first, today), href, _("去安排"), since)
