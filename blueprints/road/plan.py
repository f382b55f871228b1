"""The study plan: what to do this week, and the three things one may change."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, StopValidation, ValidationError

from actions.plan import aim_at, be_busy_in, farm, study_a_day
from blueprints.road.fields import DayField
from blueprints.road.part import bp
from blueprints.road.planning import (
    Planning,
    WeekChoice,
    exam_day,
    light_seasons,
    planning_of,
    week_choices,
)
from blueprints.web.db import now, writing
from blueprints.web.forms import Form, narrow, options, sent
from blueprints.web.gates import allow
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.web.login import actor
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.days import long_day
from blueprints.words.plan import busy_words, target_words, verdict_words, week_words
from domain.access import Act
from domain.plan import MOST_MINUTES
from models.road import Goal

WEEKS_LISTED = 6
FEWEST = 5


class GoalForm(Form):
    """What to work towards."""

    goal = RadioField(_l("想在哪天以前学完？"), [InputRequired(_l("选一个"))])
    on = DayField(_l("自己定的日子"), description=_l("选了“自己定”才填，像 2027年4月30日。"))

    def __init__(self, me: Traveller, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.today = me.today
        exam = exam_day(me)
        said = _("考试那天：%(day)s", day=long_day(exam)) if exam else ""
        until = ((Goal.SITTING.value, said),) if exam else ()
        if not exam:
            until = ((Goal.SITTING.value, _("考试那天（日期未公布，公布后自动用上）")),)
        self.goal.choices = options(
            *until, (Goal.OWN.value, _("自己定一个日子")), (Goal.NONE.value, _("先不定"))
        )

    def validate_on(self, field: DayField) -> None:
        """A day of one's own lies ahead."""
        if self.goal.data != Goal.OWN:
            return
        if field.day is None:
            raise ValidationError(_("填一个日子，像 2027年4月30日"))
        if field.day <= self.today:
            raise ValidationError(_("这个日子过了，往后定"))


class MinutesForm(Form):
    """How long a day."""

    minutes = StringField(
        _l("一天能学多少分钟？"),
        [DataRequired(_l("填分钟数，像 25"))],
        filters=[narrow],
        description=_l("按平常日子填。25 分钟，够一课加几道题。"),
    )

    def validate_minutes(self, field: StringField) -> None:
        """A number somebody can keep to."""
        text = (field.data or "").removesuffix("分钟").strip()
        if not (text.isascii() and text.isdigit()):
            raise StopValidation(_("写数字，像 25"))
        if not FEWEST <= int(text) <= MOST_MINUTES:
            raise StopValidation(_("写 %(a)d 到 %(b)d 之间的数", a=FEWEST, b=MOST_MINUTES))

    @property
    def count(self) -> int:
        """The minutes, once validated."""
        return int((self.minutes.data or "").removesuffix("分钟"))


class WeeksForm(Form):
    """Which of the coming weeks are busy."""

    weeks = SelectMultipleField(
        _l("哪几周忙？"), description=_l("忙的那几周，每天只排 5 分钟。都不忙就直接点下面。")
    )

    def __init__(self, me: Traveller, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.known = {one.monday.isoformat(): one for one in week_choices(me)}
        self.weeks.choices = options(*((monday, _named(one)) for monday, one in self.known.items()))


@bp.get("/plan")
@allow(Act.WALK_ROAD)
def plan() -> ResponseReturnValue:
    """See what to do this week, whether it all fits, and how I study."""
    me = traveller(actor().id)
    planning = planning_of(me)
    terms = planning.terms
    return render_template(
        "road/plan.html",
        planning=planning,
        verdict=verdict_words(planning.plan, terms),
        target=target_words(terms.target, me.today) if terms.target else "",
        week=planning.plan.this_week,
        coming=[
            (week_words(one.monday), one, busy_words(one.busy) if one.busy else "")
            for one in planning.plan.weeks[1 : WEEKS_LISTED + 1]
        ],
        rows=_rows(me, planning),
    )


@bp.route("/plan/goal", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def plan_goal() -> ResponseReturnValue:
    """Choose the day to be ready by."""
    me = traveller(actor().id)
    planning = planning_of(me)
    own = planning.row.goal_on if planning.row else None
    kept = {"goal": planning.goal.value, "on": own.isoformat() if own else ""}
    form = GoalForm(me, sent() or None, data=kept)
    if request.method == "POST" and form.validate():
        goal = Goal(form.goal.data)
        with writing() as session:
            aim_at(session, actor().id, goal, on=form.on.day, at=now())
        return redirect(url_for("road.plan" if planning.row else "road.plan_minutes"), 303)
    return render_template("road/plan_goal.html", form=form), 422 if form.errors else 200


@bp.route("/plan/minutes", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def plan_minutes() -> ResponseReturnValue:
    """Say how many minutes a day I can study."""
    planning = planning_of(traveller(actor().id))
    form = MinutesForm(sent() or None, data={"minutes": str(planning.terms.minutes_per_day)})
    if request.method == "POST" and form.validate():
        with writing() as session:
            study_a_day(session, actor().id, form.count, at=now())
        return redirect(url_for("road.plan"), 303)
    return render_template("road/plan_minutes.html", form=form), 422 if form.errors else 200


@bp.route("/plan/busy-weeks", methods=["GET", "POST"])
@allow(Act.WALK_ROAD)
def plan_busy_weeks() -> ResponseReturnValue:
    """Say which of the coming weeks are busy."""
    me = traveller(actor().id)
    busy = planning_of(me).terms.busy
    form = WeeksForm(me, sent() or None, data={"weeks": [each.isoformat() for each in busy]})
    if request.method == "POST" and form.validate():
        chosen = {
            date.fromisoformat(monday): form.known[monday].busy for monday in form.weeks.data or ()
        }
        with writing() as session:
            be_busy_in(session, actor().id, chosen, at=now())
        return redirect(url_for("road.plan"), 303)
    page = render_template("road/plan_busy_weeks.html", form=form, seasons=light_seasons(me))
    return page, 422 if form.errors else 200


@bp.post("/plan/farming")
@allow(Act.WALK_ROAD)
def plan_farming() -> ResponseReturnValue:
    """Switch 农忙模式, five minutes a day for now, on or off."""
    on = request.form.get("on") == "yes"
    with writing() as session:
        farm(session, actor().id, on=on, at=now())
    flash(_("农忙模式开了，每天 5 分钟就好") if on else _("农忙模式关了，按平常的排"), "ok")
    return redirect(url_for("road.plan"), 303)


def _rows(me: Traveller, planning: Planning) -> list[tuple[str, str, str]]:
    terms = planning.terms
    ahead = [monday for monday in terms.busy if monday >= planning.plan.this_week.monday]
    named = _("、").join(week_words(monday) for monday in ahead)
    return [
        (_("目标"), _goal_words(me, planning), url_for("road.plan_goal")),
        (_("每天"), _("%(n)d 分钟", n=terms.minutes_per_day), url_for("road.plan_minutes")),
        (_("忙的周"), named or _("没有"), url_for("road.plan_busy_weeks")),
    ]


def _goal_words(me: Traveller, planning: Planning) -> str:
    target = planning.terms.target
    if planning.goal is Goal.NONE:
        return _("没定")
    if target is None:
        return _("考试那天，%(year)d 年日期未公布", year=me.year)
    if planning.goal is Goal.SITTING:
        return _("考试那天，%(day)s", day=long_day(target))
    return long_day(target)


def _named(week: WeekChoice) -> str:
    """A week, and in brackets why it might be busy."""
    name = week_words(week.monday)
    if not week.proposed:
        return name
    return _("%(week)s（%(why)s）", week=name, why=busy_words(week.busy))
