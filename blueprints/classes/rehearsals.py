"""A group rehearsal: planned for a day, printed on A4, each card typed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from actions.mock_papers import Books, NoPaperError, paper_rules
from actions.rehearsals import AlreadyTypedError, cancel_rehearsal, plan_rehearsal
from blueprints.classes.forms import RehearsalForm
from blueprints.classes.part import bp, class_or_404, is_staff, kept_or_404, myself
from blueprints.classes.quiet import people_of
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.rules import rules_now
from blueprints.words.mocks import left_out_words
from content.course import Course, Question
from content.versions import item_from_body
from domain.access import Act
from domain.days import local_day
from domain.exam import Kind
from models.class_queries import rehearsals_of, sheets_of
from models.classes import Rehearsal
from models.mock_queries import item_bodies
from models.places import Region, StudyClass

BLOCK = 5
OPTIONS = {Kind.SINGLE: "ABCD", Kind.MULTIPLE: "ABCDE"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a rehearsal as it is shown: its course, and the questions as drawn."""

    course_id: str
    title: str
    code: str
    starts: str
    minutes: int
    part: str
    """Which chapters it has, where others of the outline are missing; else empty."""
    questions: tuple[Question, ...]

    @property
    def kinds(self) -> list[str]:
        """The kind of each question, in order."""
        return [one.kind for one in self.questions]

    @property
    def sections(self) -> list[tuple[str, list[list[tuple[int, str]]]]]:
        """The card: for each kind the numbers with their options, in blocks of five."""
        found = []
        for kind in Kind:
            lines = [
                (number, OPTIONS[kind])
                for number, one in enumerate(self.questions, 1)
                if one.kind == kind
            ]
            blocks = [lines[n : n + BLOCK] for n in range(0, len(lines), BLOCK)]
            found.append((kind.value, blocks))
        return [(kind, blocks) for kind, blocks in found if blocks]


@bp.route("/classes/<uid:class_id>/rehearsals/new", methods=["GET", "POST"])
@allow(Act.FOLLOW)
def new_rehearsal(class_id: UUID) -> ResponseReturnValue:
    """Choose a day and one or two papers; the papers are drawn for the whole class."""
    row = class_or_404(class_id)
    courses = _courses(row)
    form = RehearsalForm(sent()) if request.method == "POST" else RehearsalForm()
    form.courses.choices = options(*((one.id, one.title) for one in courses))
    refuse_strangers(form.courses)
    if request.method == "POST" and row.closed_at is not None:
        flash(_("班已经收了，先打开再排演练"), "info")
        return redirect(url_for("classes.show", class_id=class_id), 303)
    if request.method == "POST" and form.validate():
        made = _plan(row, [one for one in courses if one.id in (form.courses.data or ())], form)
        flash(_("卷子抽好了，可以打印"), "ok")
        return redirect(url_for("classes.rehearsal", class_id=class_id, rehearsal_id=made), 303)
    page = render_template("classes/new_rehearsal.html", row=row, form=form, courses=courses)
    return page, 422 if form.errors else 200


@bp.get("/classes/<uid:class_id>/rehearsals/<uid:rehearsal_id>")
@allow(Act.LEAD)
def rehearsal(class_id: UUID, rehearsal_id: UUID) -> ResponseReturnValue:
    """See which cards are typed in; print papers and cards; nobody's marks are here."""
    row, one = rehearsal_or_404(class_id, rehearsal_id)
    sheets = {
        (sheet.person_id, sheet.course): name for sheet, name in db().execute(sheets_of(one.id))
    }
    return render_template(
        "classes/rehearsal.html",
        row=row,
        one=one,
        staff=is_staff(row),
        papers=papers_of(one, with_questions=False),
        people=[member.person for member in people_of(row)],
        sheets=sheets,
        may_type=may_type(one),
    )


@bp.get("/classes/<uid:class_id>/rehearsals/<uid:rehearsal_id>/papers/<slug:course_id>")
@allow(Act.FOLLOW)
def paper(class_id: UUID, rehearsal_id: UUID, course_id: str) -> ResponseReturnValue:
    """Print one paper: the questions without a word of their keys."""
    row, one = _staff_rehearsal(class_id, rehearsal_id)
    return render_template(
        "classes/paper.html", row=row, one=one, paper=paper_or_404(one, course_id)
    )


@bp.get("/classes/<uid:class_id>/rehearsals/<uid:rehearsal_id>/cards")
@allow(Act.FOLLOW)
def cards(class_id: UUID, rehearsal_id: UUID) -> ResponseReturnValue:
    """Print an answer card for each person and paper."""
    row, one = _staff_rehearsal(class_id, rehearsal_id)
    people = [member.person for member in people_of(row)]
    return render_template(
        "classes/cards.html", row=row, one=one, people=people, papers=papers_of(one)
    )


@bp.post("/classes/<uid:class_id>/rehearsals/<uid:rehearsal_id>/cancel")
@allow(Act.FOLLOW)
def call_off(class_id: UUID, rehearsal_id: UUID) -> ResponseReturnValue:
    """Call a rehearsal off, as long as no card was typed in."""
    _row, one = _staff_rehearsal(class_id, rehearsal_id)
    try:
        with writing() as session:
            cancel_rehearsal(session, one.id, by=myself(session), at=now())
        flash(_("演练取消了"), "ok")
    except AlreadyTypedError:
        flash(_("已经录了答题卡，不能取消了"), "info")
    here = url_for("classes.rehearsal", class_id=class_id, rehearsal_id=rehearsal_id)
    return redirect(here, 303)


def rehearsal_or_404(class_id: UUID, rehearsal_id: UUID) -> tuple[StudyClass, Rehearsal]:
    """A rehearsal of a class this person keeps going; always reached through its class."""
    row = kept_or_404(class_id)
    return row, one_or_404(rehearsals_of(row.id).where(Rehearsal.uid == rehearsal_id))


def papers_of(one: Rehearsal, *, with_questions: bool = True) -> list[Paper]:
    """The papers of a rehearsal as they were drawn; one question, or none."""
    versions = [version for paper in one.papers for version in paper["versions"]]
    bodies = item_bodies(db(), versions) if with_questions else {}
    return [_paper(paper, bodies) for paper in one.papers]


def paper_or_404(one: Rehearsal, course_id: str) -> Paper:
    """One of its papers."""
    found = next((paper for paper in papers_of(one) if paper.course_id == course_id), None)
    if found is None:
        abort(404)
    return found


def may_type(one: Rehearsal) -> bool:
    """Whether cards can be typed in now: not before the day, and not of one called off."""
    return one.cancelled_at is None and one.held_on <= local_day(now())


def books(session: Session) -> Books:
    """The courses and rules that the verbs of a mock need, asked in their transaction."""
    return Books(house().library, rules_now(session))


def _staff_rehearsal(class_id: UUID, rehearsal_id: UUID) -> tuple[StudyClass, Rehearsal]:
    row = class_or_404(class_id)
    return row, one_or_404(rehearsals_of(row.id).where(Rehearsal.uid == rehearsal_id))


def _courses(row: StudyClass) -> list[Course]:
    """The courses of which a paper can be drawn in the class's region."""
    region = db().get_one(Region, row.agency.region_id).code
    return [one for one in house().library.courses.values() if _has_paper(one, region)]


def _has_paper(course: Course, region: str) -> bool:
    if not house().library.items(course=course.id, pool="mock"):
        return False
    try:
        paper_rules(rules_now(db()), course.paper or "", region=region, on=local_day(now()))
    except NoPaperError:
        return False
    return True


def _plan(row: StudyClass, courses: Sequence[Course], form: RehearsalForm) -> UUID:
    with writing() as session:
        made = plan_rehearsal(
            session,
            session.get_one(StudyClass, row.id),
            courses,
            held_on=form.held_on.data or local_day(now()),
            by=myself(session),
            once=once(),
            books=books(session),
            at=now(),
        )
    return made.uid


def _paper(paper: Mapping[str, Any], bodies: Mapping[str, str]) -> Paper:
    course = house().library.courses.get(paper["course"])
    questions = tuple(item_from_body(bodies[one]) for one in paper["versions"] if one in bodies)
    return Paper(
        paper["course"],
        course.title if course else paper["course"],
        paper["code"],
        paper["starts"],
        paper["minutes"],
        _part(course, paper["items"]) if course else "",
        questions,
    )


def _part(course: Course, items: Sequence[str]) -> str:
    found = (house().library.find_item(item) for item in items)
    chapters = {item.chapter for item in found if item}
    return left_out_words(sorted(chapters)) if len(chapters) < len(course.chapters) else ""
