"""A trainee's own class: who is in it, what this week is for, being away."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.absences import take_absence_back
from blueprints.classes.forms import AbsenceForm, first_week
from blueprints.classes.part import bp, myself
from blueprints.classes.quiet import quiet_of, save_absence
from blueprints.classes.weeks import week_rows
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.classes import why_words
from domain.access import Act
from domain.days import local_day, week_of
from models.class_queries import (
    absences_of,
    classmates_of,
    leader_of,
    my_classes,
    rehearsals_of,
)
from models.classes import Absence
from models.places import StudyClass


@bp.get("/my-class")
@allow(Act.LEARN)
def mine() -> ResponseReturnValue:
    """See my class, what this week is for and what to do; the leader sees what to look after."""
    rows = db().scalars(my_classes(actor(), now())).all()
    row = next((one for one in rows if str(one.uid) == request.args.get("of", "")), None)
    row = row or (rows[0] if rows else None)
    today = local_day(now())
    absences = [one for one in db().scalars(absences_of(actor().id)) if _holds(one, today)]
    return render_template(
        "classes/mine.html",
        row=row,
        others=[one for one in rows if one is not row],
        absences=absences,
        why_words=why_words,
        **(_inside(row) if row else {}),
    )


@bp.route("/my-class/absence", methods=["GET", "POST"])
@allow(Act.LEARN)
def absence() -> ResponseReturnValue:
    """Say that I cannot learn for some days; the reason is mine to give or not."""
    form = AbsenceForm(sent()) if request.method == "POST" else AbsenceForm(data=first_week())
    if request.method == "POST" and form.validate():
        save_absence(actor().id, form)
        flash(_("记下了，这几天没人催你"), "ok")
        return redirect(url_for("classes.mine"), 303)
    page = render_template("classes/absence.html", form=form)
    return page, 422 if form.errors else 200


@bp.post("/my-class/absence/<uid:absence_id>/take-back")
@allow(Act.LEARN)
def take_back(absence_id: UUID) -> ResponseReturnValue:
    """I am there after all, or was never away."""
    mine_only = Absence.person_id == actor().id
    row = one_or_404(absences_of(actor().id).where(Absence.uid == absence_id, mine_only))
    with writing() as session:
        take_absence_back(session, row.id, by=myself(session), at=now())
    flash(_("收回了"), "ok")
    return redirect(url_for("classes.mine"), 303)


def _inside(row: StudyClass) -> dict[str, object]:
    """What the page says of one class."""
    leader = db().scalars(leader_of(row.id, now())).first()
    leads = leader is not None and leader.id == actor().id
    today = local_day(now())
    rehearsals = db().scalars(rehearsals_of(row.id).limit(3)).all()
    return {
        "people": [one.person for one in db().scalars(classmates_of(row.id, now()))],
        "leader": leader,
        "leads": leads,
        "weeks": week_rows(row, today),
        "monday": week_of(today).isoformat(),
        "quiet": quiet_of(row) if leads else [],
        "rehearsals": [one for one in rehearsals if one.cancelled_at is None],
        "today": today,
    }


def _holds(one: Absence, today: object) -> bool:
    return one.taken_back_at is None and one.until_on >= today  # ty: ignore[unsupported-operator]
