"""My trainees: who needs looking after and why, each reason linked to the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from actions.watching import Watched
from blueprints.mentoring.part import bp
from blueprints.mentoring.trainee_pages import Wanted, few, many
from blueprints.web.forms import one_line
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.watch import BEHIND, kept_at
from blueprints.words.mentoring import away_words, concern_words, need_words, person_words
from domain.access import Act, Role
from domain.concern import Concern, Need

LONGEST_SEARCH = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One reason in words and where the rows behind it stand; private ones are not printed."""

    words: str
    href: str
    private: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list."""

    href: str
    name: str
    where: str
    reasons: tuple[Said, ...]
    away: str


@bp.get("/trainees")
@allow(Act.FOLLOW)
def trainees() -> ResponseReturnValue:
    """Show everyone I answer for, with the reasons to look after them today."""
    at, wanted = kept_at(), _wanted()
    shown = many(wanted, at) if at is not None else few(wanted)
    return render_template(
        "mentoring/trainees.html",
        shown=shown,
        rows=[_row(one) for one in shown.people],
        needs=[(n, need_words(n), shown.needs[n]) for n in Need if shown.needs.get(n)],
        wanted=wanted,
    )


def reasons_of(found: Sequence[Concern], href: str, *, marks: bool) -> tuple[Said, ...]:
    """Each reason in words, with the address of the rows behind it."""
    return tuple(
        Said(
            words=concern_words(one, marks=marks),
            href=f"{href}#{BEHIND[one.need]}",
            private=marks and one.scores is not None,
        )
        for one in found
    )


def _wanted() -> Wanted:
    need = request.args.get("reason", "")
    return Wanted(
        need=Need(need) if need in set(Need) else None,
        class_uid=_uid("class"),
        after=_uid("after"),
        words=one_line(request.args.get("q"))[:LONGEST_SEARCH],
    )


def _uid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _row(one: Watched) -> Row:
    href = f"{url_for('mentoring.trainees')}/{one.uid}"
    marks = one.agencies.keys().isdisjoint(actor().agencies({Role.MANAGER}))
    return Row(
        href=href,
        name=one.name,
        where=person_words(list(one.classes.values()), one.tail),
        reasons=reasons_of(one.concerns, href, marks=marks),
        away=away_words(one.away_until) if one.away_until else "",
    )
