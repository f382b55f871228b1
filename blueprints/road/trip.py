"""The exam-day sheet (出发单): where, how, with what; to fill in once and to print."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import Length, Optional

from actions.road import keep_trip
from blueprints.road.fields import DayField
from blueprints.road.part import bp
from blueprints.road.walk import Walk, walk_of
from blueprints.web.db import db, now, writing
from blueprints.web.forms import Form, one_line, sent
from blueprints.web.gates import allow
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.web.login import actor
from blueprints.words.days import clock_words, long_day
from content.rules import Rule
from domain.access import Act
from models.road_queries import trip_of

LONGEST = 60
TOPICS = ("ticket", "id-card", "pencil", "paper-code", "stay", "watch", "travel")


class TripForm(Form):
    """What a person writes on the sheet; all of it may wait."""

    place = StringField(
        _l("考点和地址"),
        [Optional(), Length(max=LONGEST, message=_l("写短些，60 个字以内"))],
        filters=[one_line],
        description=_l("准考证上有。"),
    )
    seat = StringField(
        _l("考场号和座位号"),
        [Optional(), Length(max=LONGEST, message=_l("写短些，60 个字以内"))],
        filters=[one_line],
    )
    bus = StringField(
        _l("怎么去"),
        [Optional(), Length(max=LONGEST, message=_l("写短些，60 个字以内"))],
        filters=[one_line],
        description=_l("几点从哪儿上车，和谁一道。"),
    )
    lodging = StringField(
        _l("住哪儿"),
        [Optional(), Length(max=LONGEST, message=_l("写短些，60 个字以内"))],
        filters=[one_line],
    )
    id_expires = DayField(
        _l("身份证有效期到"),
        [Optional()],
        last=True,
        description=_l("看背面，像 2030年5月1日。长期有效就空着。"),
    )


@bp.get("/road/exam-day")
@allow(Act.WALK_ROAD)
def exam_day() -> ResponseReturnValue:
    """Show my sheet for the exam day, ready to print."""
    walk = walk_of(actor().id, request.args.get("level"))
    lines = _lines(walk)
    items = {
        rule.value["topic"]: rule for rule in walk.me.book.find("exam-day-item", walk.me.region)
    }
    return render_template(
        "road/exam_day.html",
        walk=walk,
        lines=lines,
        warning=_id_warning(walk, lines.get("id_expires", "")),
        expires=long_day(date.fromisoformat(lines["id_expires"]))
        if lines.get("id_expires")
        else "",
        limits=next(iter(walk.me.book.find("exam-day", walk.me.region)), None),
        code=_paper_code(walk),
        items=[items[topic] for topic in TOPICS if topic in items],
        starts=[clock_words(one.starts) for one in walk.sessions],
    )


@bp.route("/road/exam-day/<slug:level>", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def exam_day_lines(level: str) -> ResponseReturnValue:
    """Fill in my sheet for the exam day."""
    walk = walk_of(actor().id, level)
    if walk.level != level or walk.sitting is None:
        abort(404)
    form = TripForm(sent() or None, data=_lines(walk))
    if request.method == "POST" and form.validate():
        with writing() as session:
            keep_trip(session, actor().id, _told(form), sitting=walk.sitting, level=level, at=now())
        flash(_("记下了，出发前打印出来"), "ok")
        return redirect(url_for("road.exam_day", level=level), 303)
    page = render_template("road/exam_day_lines.html", walk=walk, form=form)
    return page, 422 if form.errors else 200


def _lines(walk: Walk) -> Mapping[str, str]:
    if walk.sitting is None:
        return {}
    query = trip_of(actor().id, str(walk.sitting.year), walk.level)
    sheet = db().scalars(query).one_or_none()
    return sheet.lines if sheet else {}


def _told(form: TripForm) -> dict[str, str]:
    texts = (form.place, form.seat, form.bus, form.lodging)
    day = form.id_expires.day
    return {
        **{field.name: field.data or "" for field in texts},
        "id_expires": day.isoformat() if day else "",
    }


def _id_warning(walk: Walk, expires: str) -> str:
    """Whether the ID card runs out before the exam is over, or before long."""
    if not expires:
        return ""
    day = date.fromisoformat(expires)
    sessions = walk.sessions
    exam = sessions[-1].starts.date() if sessions else None
    if day < (exam or walk.me.today):
        return _("身份证在考试前就过期了，马上去派出所换。")
    if exam is None and day < walk.me.today + timedelta(days=365):
        return _("身份证一年内到期。考试日期还没公布，先去派出所换。")
    return ""


def _paper_code(walk: Walk) -> Rule | None:
    """The latest rule about the code of the paper that is not younger than the sitting."""
    year = walk.sitting.year if walk.sitting else walk.me.today.year
    rules = walk.me.book.find("paper-code", walk.me.region)
    fitting = [rule for rule in rules if rule.value["year"] <= year]
    return max(fitting, key=lambda rule: rule.value["year"], default=None)
