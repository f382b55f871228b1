"""My trainees: who needs looking after and why, each reason linked to the rows behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.mentoring.part import bp
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.watch import BEHIND, Watched, watched
from blueprints.words.mentoring import away_words, concern_words, need_words, person_words
from domain.access import Act, Role
from domain.concern import Concern, Need

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; what is not known there is as if it were not asked."""

    need: Need | None
    class_uid: UUID | None
    after: UUID | None

    def query(self, **change: object) -> str:
        """The same address with something else asked for."""
        asked = {"reason": self.need, "class": self.class_uid} | change
        return urlencode({name: str(value) for name, value in asked.items() if value})


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


@dataclass(frozen=True, slots=True)
class Pages:
    """To the people before and after, and how many there are."""

    prev: str
    next: str
    text: str


@bp.get("/trainees")
@allow(Act.FOLLOW)
def trainees() -> ResponseReturnValue:
    """Show everyone I answer for, with the reasons to look after them today."""
    everyone, wanted = watched(), _wanted()
    classes = {uid: name for one in everyone for uid, name in one.classes.items()}
    here = [one for one in everyone if wanted.class_uid not in classes or _in(one, wanted)]
    counts = Counter(need for one in here for need in {it.need for it in one.concerns})
    kept = [one for one in here if wanted.need is None or _has(one, wanted.need)]
    start = _start(kept, wanted)
    return render_template(
        "mentoring/trainees.html",
        everyone=len(here),
        concerned=sum(bool(one.concerns) for one in here),
        rows=[_row(one) for one in kept[start : start + PAGE]],
        needs=[(need, need_words(need), counts[need]) for need in Need if counts[need]],
        wanted=wanted,
        classes=sorted(classes.items(), key=lambda pair: pair[1]),
        pages=_pages(kept, start, wanted),
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
    )


def _uid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _in(one: Watched, wanted: Wanted) -> bool:
    return wanted.class_uid in one.classes


def _has(one: Watched, need: Need) -> bool:
    return any(it.need is need for it in one.concerns)


def _start(kept: Sequence[Watched], wanted: Wanted) -> int:
    """Behind the one named in the address; from the top where they are not in the list."""
    places = (place for place, one in enumerate(kept, 1) if one.uid == wanted.after)
    return next(places, 0)


def _pages(kept: Sequence[Watched], start: int, wanted: Wanted) -> Pages:
    here, last = url_for("mentoring.trainees"), min(start + PAGE, len(kept))
    before = kept[start - PAGE - 1].uid if start > PAGE else None
    return Pages(
        prev=f"{here}?{wanted.query(after=before)}".rstrip("?") if start else "",
        next=f"{here}?{wanted.query(after=kept[last - 1].uid)}" if last < len(kept) else "",
        text=_("第 %(first)d 到 %(last)d 人", first=start + 1, last=last),
    )


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
