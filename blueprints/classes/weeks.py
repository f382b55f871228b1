"""What each week is for: written by the staff, read by everyone, told to the group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from actions.classes import ChangedMeanwhileError, Week, plan_week
from blueprints.classes.chapters import Planned, chapter_choices, full_links, planned
from blueprints.classes.forms import WeekForm
from blueprints.classes.part import bp, class_or_404, is_staff, kept_or_404, myself
from blueprints.web.db import db, now, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.language import LANGUAGES
from blueprints.words.classes import changed_by, friday_text, monday_text, week_words
from domain.access import Act
from domain.days import DAYS_IN_WEEK, local_day
from domain.week_plan import is_open, read_monday, week_done, weeks_in_sight
from models.class_queries import days_of_class, plans_of
from models.classes import WeekPlan
from models.places import StudyClass

NEVER = -1
"""No page was opened with so many versions: what is sent with anything odd is shown again."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of a class as a list shows it."""

    monday: date
    words: str
    chapters: list[Planned]
    said: str
    versions: Sequence[tuple[WeekPlan, str]]

    @property
    def has_plan(self) -> bool:
        """Whether anything is planned."""
        return bool(self.chapters or self.said)

    @property
    def titles(self) -> list[str]:
        """The chapters in words."""
        return [one.title for one in self.chapters]


def week_rows(row: StudyClass, today: date) -> list[WeekRow]:
    """This week and those in sight; one question."""
    return _weeks(row, weeks_in_sight(today))


@bp.route("/classes/<uid:class_id>/weeks/<slug:monday>", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def week(class_id: UUID, monday: str) -> ResponseReturnValue:
    """Plan a week, and see what was planned before."""
    row, day = class_or_404(class_id), _monday_or_404(monday)
    one = _weeks(row, [day])[0]
    form = WeekForm(sent()) if request.method == "POST" else WeekForm(data=_filled(one))
    form.chapters.choices = chapter_choices()
    refuse_strangers(form.chapters)
    open_ = is_open(day, local_day(now())) and row.closed_at is None
    if request.method == "POST" and not open_:
        flash(_("这一周过去了，不能再改"), "info")
        return redirect(url_for("classes.week", class_id=class_id, monday=monday), 303)
    if request.method == "POST" and form.validate() and _save(row, day, form):
        flash(_("%(week)s的计划存好了", week=week_words(day)), "ok")
        return redirect(url_for("classes.show", class_id=class_id), 303)
    if form.errors or form.form_errors:
        one = _weeks(row, [day])[0]
    page = render_template("classes/week.html", row=row, week=one, form=form, open=open_)
    return page, 422 if form.errors else 200


@bp.get("/classes/<uid:class_id>/weeks/<slug:monday>/text")
@allow(Act.LEAD)
def text(class_id: UUID, monday: str) -> ResponseReturnValue:
    """Copy what the group is told on Monday and on Friday."""
    row, day = kept_or_404(class_id), _monday_or_404(monday)
    one, after = _weeks(row, [day, day + timedelta(days=DAYS_IN_WEEK)])
    last = day + timedelta(days=DAYS_IN_WEEK - 1)
    done = week_done(db().execute(days_of_class(row.id, day, last, now())).all())
    here = [f"{house().settings.base_url}/my-class"]
    links = full_links(one.chapters) or here
    with force_locale(LANGUAGES["zh"]):  # a group reads Chinese, whoever copies the text
        monday_words = monday_text(row.name, day, one.titles, one.said, links)
        friday_words = friday_text(row.name, day, done, after.titles, here)
    return render_template(
        "classes/text.html",
        row=row,
        staff=is_staff(row),
        week=one,
        monday=monday_words,
        friday=friday_words,
        begun=day <= local_day(now()),
    )


def _weeks(row: StudyClass, mondays: Sequence[date]) -> list[WeekRow]:
    versions: dict[date, list[tuple[WeekPlan, str]]] = {monday: [] for monday in mondays}
    for plan, name in db().execute(plans_of(row.id, mondays)):
        versions[plan.monday].append((plan, name))
    return [_week_row(monday, found) for monday, found in versions.items()]


def _week_row(monday: date, found: Sequence[tuple[WeekPlan, str]]) -> WeekRow:
    latest = found[0][0] if found else None
    return WeekRow(
        monday,
        week_words(monday),
        planned(latest.chapters) if latest else [],
        latest.words if latest else "",
        found,
    )


def _filled(one: WeekRow) -> dict[str, object]:
    return {
        "chapters": [chapter.value for chapter in one.chapters],
        "words": one.said,
        "seen": str(len(one.versions)),
    }


def _save(row: StudyClass, monday: date, form: WeekForm) -> bool:
    """Write it; False where somebody else was faster, which the form then says."""
    wanted = Week(monday, tuple(form.chapters.data or ()), str(form.words.data or ""))
    seen = form.seen.data or ""
    try:
        with writing() as session:
            plan_week(
                session,
                row.id,
                wanted,
                seen=int(seen) if re.fullmatch(r"[0-9]{1,4}", seen) else NEVER,
                by=myself(session),
                at=now(),
            )
    except ChangedMeanwhileError as changed:
        form.words.errors = [changed_by(changed.name)]
        form.seen.data = str(len(_weeks(row, [monday])[0].versions))
        return False
    return True


def _monday_or_404(text: str) -> date:
    monday = read_monday(text, local_day(now()))
    if monday is None:
        abort(404)
    return monday
