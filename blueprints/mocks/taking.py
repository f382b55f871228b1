"""Choosing a paper, sitting it question by question, handing it in."""

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.mocks import copy_code, save_step, start_mock, submit_mock
from blueprints.mocks.forms import CodeForm
from blueprints.mocks.offers import offer_or_404, offers
from blueprints.mocks.part import (
    asks_for_json,
    books,
    bp,
    mock_or_404,
    number_or_404,
    question_path,
    report_path,
)
from blueprints.mocks.sitting import question_of, sitting_of
from blueprints.web.db import db, now, writing
from blueprints.web.forms import once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from domain.access import Act
from models.mock_queries import extra_minutes_of, mocks_of, unclosed_mock_of
from models.mocks import Mock


@bp.get("/mocks")
@allow(Act.LEARN)
def index() -> ResponseReturnValue:
    """Choose a paper, go on with the one that runs, look back at earlier ones."""
    rows = db().execute(mocks_of(actor().id)).all()
    running = [row for row in rows if row.closed_at is None and row.deadline_at > now()]
    return render_template(
        "mocks/index.html",
        offers=list(offers()),
        running=running,
        past=[row for row in rows if row not in running],
        titles={course.id: course.title for course in house().library.courses.values()},
        at=now(),
    )


@bp.post("/mocks")
@allow(Act.LEARN)
def start() -> ResponseReturnValue:
    """Start a mock; while one runs in this course, go on with that one."""
    offer = offer_or_404(request.form.get("course", ""))
    with writing() as session:
        started = start_mock(
            session, actor().id, offer.course, once=once(), books=books(session), at=now()
        )
        target = url_for("mocks.resume", mock=started.mock.uid)
    if not started.fresh and asks_for_json():
        return jsonify(mock=target), 409
    return redirect(target, 303)


@bp.get("/mocks/papers/<slug:course_id>")
@allow(Act.LEARN)
def paper(course_id: str) -> ResponseReturnValue:
    """Read what this paper is, how it is marked and how long it takes, before it starts."""
    offer = offer_or_404(course_id)
    running = db().scalars(unclosed_mock_of(actor().id, offer.course.id)).one_or_none()
    return render_template(
        "mocks/paper.html",
        offer=offer,
        extra=db().scalar(extra_minutes_of(actor().id)) or 0,
        running=running if running and running.deadline_at > now() else None,
    )


@bp.get("/mocks/<uid:mock>")
@allow(Act.LEARN)
def resume(mock: UUID) -> ResponseReturnValue:
    """Go on where this mock stands: at the question saved last, or at the report."""
    row = mock_or_404(mock)
    if row.closing is not None:
        return redirect(report_path(row), 303)
    return redirect(question_path(row, sitting_of(row).here), 303)


@bp.route("/mocks/<uid:mock>/<slug:place>", methods=["GET", "POST"])
@allow(Act.LEARN)
def question(mock: UUID, place: str) -> ResponseReturnValue:
    """Answer or mark one question; every button saves it first."""
    row = mock_or_404(mock)
    number = number_or_404(place, row)
    if request.method == "POST":
        return _save(row, number)
    if row.closing is not None:
        return redirect(report_path(row), 303)
    return render_template(
        "mocks/question.html",
        sitting=sitting_of(row),
        number=number,
        item=question_of(row, number),
    )


@bp.route("/mocks/<uid:mock>/sheet", methods=["GET", "POST"])
@allow(Act.LEARN)
def sheet(mock: UUID) -> ResponseReturnValue:
    """See the answer sheet, copy the 试卷代码 onto it, jump to any question."""
    row = mock_or_404(mock)
    form = CodeForm(sent()) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.validate():
        with writing() as session:
            late = copy_code(
                session, row.id, form.code.data or "", once=once(), books=books(session), at=now()
            )
        return _too_late(row) if late else redirect(url_for("mocks.sheet", mock=row.uid), 303)
    if row.closing is not None:
        return redirect(report_path(row), 303)
    sitting = sitting_of(row)
    if request.method == "GET":
        form.code.data = sitting.code
    page = render_template("mocks/sheet.html", sitting=sitting, form=form)
    return page, 422 if form.errors else 200


@bp.route("/mocks/<uid:mock>/hand-in", methods=["GET", "POST"])
@allow(Act.LEARN)
def hand_in(mock: UUID) -> ResponseReturnValue:
    """Check what is still open, then hand the mock in."""
    row = mock_or_404(mock)
    if request.method == "POST":
        with writing() as session:
            closed = submit_mock(session, row.id, once=once(), books=books(session), at=now())
        if asks_for_json():
            return jsonify(report=report_path(row)), 200 if closed.fresh else 409
        return redirect(report_path(row), 303)
    if row.closing is not None:
        return redirect(report_path(row), 303)
    return render_template("mocks/hand-in.html", sitting=sitting_of(row))


def _save(row: Mock, number: int) -> ResponseReturnValue:
    with writing() as session:
        late = save_step(
            session,
            row.id,
            number,
            chosen=request.form.getlist("chosen"),
            flagged="flagged" in request.form,
            once=once(),
            books=books(session),
            at=now(),
        )
    if late:
        return _too_late(row)
    if asks_for_json():
        return jsonify(saved=number), 200
    return redirect(_target(row, number, request.form.get("go", "")), 303)


def _target(row: Mock, number: int, go: str) -> str:
    """Where the pressed button leads."""
    last = len(row.items)
    if go == "previous":
        return question_path(row, max(1, number - 1))
    if go == "next" and number < last:
        return question_path(row, number + 1)
    if go == "stay":
        return question_path(row, number)
    if go == "leave":
        return url_for("mocks.index")
    return url_for("mocks.hand_in" if go == "next" else "mocks.sheet", mock=row.uid)


def _too_late(row: Mock) -> ResponseReturnValue:
    """Kept, marked, and led to the report."""
    if asks_for_json():
        return jsonify(report=report_path(row), late=True), 409
    flash(_("收到时已经交卷了。这一笔留着，标为迟到，不计分。"), "info")
    return redirect(report_path(row), 303)
