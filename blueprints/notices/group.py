"""One text to paste into a group: what is due and which dates are near, nobody by name."""

from collections.abc import Iterator
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.notices.part import bp
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.notices import window_words
from content.rules_build import next_sitting
from domain.access import Act
from domain.days import local_day
from domain.eligibility import Level
from domain.sittings import Sitting
from models.notice_queries import due_soon, home_region

AHEAD = timedelta(days=7)
NEAR = timedelta(days=21)


@bp.get("/notices/group")
@allow(Act.FOLLOW)
def group() -> ResponseReturnValue:
    """Copy one text for the group: due this week, dates near, where to look."""
    return render_template("notices/group.html", text="\n".join(_lines()))


def _lines() -> Iterator[str]:
    today = local_day(now())
    due = db().scalars(due_soon(actor(), today, today + AHEAD)).all()
    if due:
        yield _("这一周到期的学习有 %(n)d 件，最近一件 %(day)s 前做完。", n=len(due), day=due[0])
    yield from _dates()
    yield _("今天做什么：%(url)s", url=f"{house().settings.base_url}/today")


def _dates() -> Iterator[str]:
    code = db().scalars(home_region(actor())).first()
    region = code.ljust(6, "0")[:6] if code else None
    sitting = next_sitting(rules_now(db()), region, Level.JUNIOR, local_day(now()))
    if sitting is None:
        return
    if sitting.status == "unannounced":
        yield _("%(year)d 年考试日期未公布，公布了再告诉大家。", year=sitting.year)
        return
    yield from _windows(sitting)


def _windows(sitting: Sitting) -> Iterator[str]:
    """The ends that come within three weeks, the nearest first."""
    ends = [(w.closes, name) for name, w in sitting.windows.items() if w.closes is not None]
    for closes, name in sorted(ends):
        if now() <= closes <= now() + NEAR:
            yield window_words(name, local_day(closes))
    for day in sitting.exam_days[:1]:
        left = (day - local_day(now())).days
        if 0 <= left <= NEAR.days:
            yield _("离考试还有 %(n)d 天。", n=left)
