"""Who is in a class: people come in, go to another class, lead it."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.classes import ChangedMeanwhileError, NotInClassError, move_person, set_leader
from blueprints.classes.forms import AddForm, LeaderForm, MoveForm
from blueprints.classes.part import bp, class_or_404, myself
from blueprints.web.db import db, now, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.classes import changed_by, people_words, why_words
from blueprints.words.mentoring import named, person_words
from domain.access import Act
from domain.class_names import class_order
from models.class_queries import (
    absences_of,
    classmates_of,
    leader_history,
    leader_of,
    members_followed,
    other_classes,
    trainees_outside,
)
from models.people import Membership, Person
from models.places import StudyClass

NOWHERE = "none"


@bp.route("/classes/<uid:class_id>/add", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def add(class_id: UUID) -> ResponseReturnValue:
    """Take people of the agency into this class; they leave the class they are in."""
    row = class_or_404(class_id)
    form = AddForm(sent()) if request.method == "POST" else AddForm()
    outside = {
        str(one.person.uid): one for one in db().scalars(trainees_outside(actor(), row, now()))
    }
    form.people.choices = options(*((uid, _where(one)) for uid, one in outside.items()))
    refuse_strangers(form.people)
    if request.method == "POST" and form.validate():
        people = [outside[uid].person_id for uid in dict.fromkeys(form.people.data or ())]
        _move_all(row, people, row.id)
        flash(_("%(people)s进了%(name)s", people=people_words(len(people)), name=row.name), "ok")
        return redirect(url_for("classes.show", class_id=class_id), 303)
    page = render_template("classes/add.html", row=row, form=form, outside=outside)
    return page, 422 if form.errors else 200


@bp.route("/classes/<uid:class_id>/members/<uid:person_id>", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def member(class_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """See one person of the class: away or not; move them to another class, or out of it."""
    row = class_or_404(class_id)
    one = _member_or_404(row, person_id)
    form = MoveForm(sent()) if request.method == "POST" else MoveForm()
    found = db().scalars(other_classes(actor(), row, now()))
    others = {str(one.uid): one for one in sorted(found, key=lambda one: class_order(one.name))}
    form.to.choices = options(
        *((uid, other.name) for uid, other in others.items()), (NOWHERE, _("先不分班"))
    )
    refuse_strangers(form.to)
    if request.method == "POST" and form.validate():
        other = others.get(str(form.to.data))
        _move_all(row, [one.person_id], other.id if other else None, str(form.why.data))
        place = other.name if other else _("先不分班")
        flash(_("%(name)s换好了：%(place)s", name=one.person.name, place=place), "ok")
        return redirect(url_for("classes.show", class_id=class_id), 303)
    page = render_template(
        "classes/member.html",
        row=row,
        person=one.person,
        form=form,
        absences=db().scalars(absences_of(one.person_id)).all(),
        why_words=why_words,
    )
    return page, 422 if form.errors else 200


@bp.route("/classes/<uid:class_id>/leader", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def leader(class_id: UUID) -> ResponseReturnValue:
    """Set, change or end who leads the class; who did before stays to be seen."""
    row = class_or_404(class_id)
    members = {
        str(one.person.uid): one.person
        for one in db().scalars(members_followed(row.id, actor(), now()))
    }
    current = db().scalars(leader_of(row.id, now())).first()
    form = LeaderForm(sent()) if request.method == "POST" else LeaderForm(data=_led_by(current))
    form.leader.choices = options(
        *((uid, person.name) for uid, person in members.items()), (NOWHERE, _("先没有组长"))
    )
    refuse_strangers(form.leader)
    if request.method == "POST" and form.validate():
        chosen = members.get(str(form.leader.data))
        if _lead(row, chosen, form):
            flash(
                _("%(name)s是学习组长", name=chosen.name) if chosen else _("现在没有学习组长"), "ok"
            )
            return redirect(url_for("classes.show", class_id=class_id), 303)
    page = render_template(
        "classes/leader.html",
        row=row,
        form=form,
        history=db().execute(leader_history(row.id)).all(),
    )
    return page, 422 if form.errors else 200


def _where(one: Membership) -> str:
    """A name with what tells people of one name apart."""
    classes = [one.study_class.name] if one.study_class else []
    return named(one.person.name, person_words(classes, one.person.phone_tail))


def _member_or_404(row: StudyClass, uid: UUID) -> Membership:
    members = db().scalars(members_followed(row.id, actor(), now())).all()
    found = next((one for one in members if one.person.uid == uid), None)
    if found is None:
        abort(404)
    return found


def _move_all(row: StudyClass, people: Sequence[int], class_id: int | None, why: str = "") -> None:
    with writing() as session:
        by = myself(session)
        for person_id in people:
            try:
                move_person(
                    session,
                    person_id,
                    agency_id=row.agency_id,
                    class_id=class_id,
                    why=why,
                    by=by,
                    at=now(),
                )
            except NotInClassError:
                continue  # left the agency a moment ago


def _led_by(current: Person | None) -> dict[str, str]:
    uid = str(current.uid) if current else NOWHERE
    return {"leader": uid, "before": uid}


def _lead(row: StudyClass, chosen: Person | None, form: LeaderForm) -> bool:
    """Set it; False where somebody else was faster, which the form then says."""
    before = _person_of(row, str(form.before.data))
    try:
        with writing() as session:
            set_leader(
                session,
                row.id,
                chosen.id if chosen else None,
                before=before,
                by=myself(session),
                at=now(),
            )
    except ChangedMeanwhileError as changed:
        form.leader.errors = [changed_by(changed.name)]
    except NotInClassError:
        form.leader.errors = [_("这个人刚离开这个班，另选一个")]
    else:
        return True
    form.before.data = _led_by(db().scalars(leader_of(row.id, now())).first())["before"]
    return False


def _person_of(row: StudyClass, uid: str) -> int | None:
    """Who led when the page was opened; nobody where it says nothing of the class."""
    members = db().scalars(classmates_of(row.id, now())).all()
    return next((one.person_id for one in members if str(one.person.uid) == uid), None)
