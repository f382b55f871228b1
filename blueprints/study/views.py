"""Studying: courses, lessons, their check questions, search and glossary."""

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.learning import answer_checks, read_section
from blueprints.study.forms import checks_missing, chosen_in
from blueprints.study.glossary import PARTS, part_of, terms_in
from blueprints.study.search import found
from blueprints.web.db import db, now, writing
from blueprints.web.forms import once
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.lessons import (
    Standing,
    course_or_404,
    first_open,
    lesson_or_404,
    neighbours,
    next_open,
    standing,
)
from blueprints.web.login import actor, actor_or_none
from blueprints.words.learning import place_words
from content.course import Course
from domain.access import Act
from models.learning_queries import Reading, check_leaves, readings_of

bp = Blueprint("study", __name__)


@bp.get("/courses")
@allow(Act.PUBLIC)
def courses() -> ResponseReturnValue:
    """Show the courses, and where I am in each."""
    rows = _progress()
    listed = [
        (course, sum(rows[x.id].finished_at is not None for x in course.lessons if x.id in rows))
        for course in house().library.courses.values()
    ]
    return render_template("study/courses.html", courses=listed)


@bp.get("/courses/<slug:course_id>")
@allow(Act.PUBLIC)
def course(course_id: str) -> ResponseReturnValue:
    """Show a course's chapters and lessons, and the one to go on with."""
    found = course_or_404(course_id)
    rows = _progress()
    chapters = [
        (chapter, [standing(lesson, rows.get(lesson.id)) for lesson in chapter.lessons])
        for chapter in found.chapters
    ]
    go_on = first_open(found, rows)
    return render_template(
        "study/course.html",
        course=found,
        chapters=chapters,
        go_on=go_on,
        opened=_opened(found, go_on, request.args.get("chapter", "")),
    )


@bp.get("/courses/<slug:course_id>/<slug:lesson_id>")
@allow(Act.PUBLIC)
def lesson(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Read a lesson: public, the same for everybody, served from the fast lane."""
    found, shown = lesson_or_404(course_id, lesson_id)
    before, after = neighbours(found, shown)
    points = [house().library.point(point) for point in shown.points]
    return render_template(
        "study/lesson.html", course=found, lesson=shown, before=before, after=after, points=points
    )


@bp.route(
    "/courses/<slug:course_id>/<slug:lesson_id>/place/<slug:section>", methods=["GET", "POST"]
)
@allow(Act.LEARN)
def place(course_id: str, lesson_id: str, section: str) -> ResponseReturnValue:
    """Remember how far I have read, so that any device goes on from there."""
    found, shown = lesson_or_404(course_id, lesson_id)
    here = next((s for s in shown.sections if s.id == section), shown.sections[-1])
    if request.method == "POST":
        with writing() as session:
            read_section(
                session,
                actor().id,
                shown,
                section=here.number,
                library=house().library,
                at=now(),
            )
        flash(_("记下了：读到“%(title)s”", title=here.title), "ok")
        return redirect(url_for("study.course", course_id=found.id), 303)
    return render_template("study/place.html", course=found, lesson=shown, section=here)


@bp.route("/courses/<slug:course_id>/<slug:lesson_id>/check", methods=["GET", "POST"])
@allow(Act.LEARN)
def check(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Answer a lesson's three questions, which finishes it."""
    found, shown = lesson_or_404(course_id, lesson_id)
    items = house().library.checks(shown.id)
    chosen = chosen_in(items, request.form)
    missing = checks_missing(items, chosen) if request.method == "POST" else []
    if request.method == "POST" and not missing:
        with writing() as session:
            answer_checks(
                session,
                actor().id,
                shown,
                chosen=chosen,
                once=once(),
                library=house().library,
                at=now(),
            )
        return redirect(url_for("study.checked", course_id=course_id, lesson_id=lesson_id), 303)
    page = render_template(
        "study/check.html",
        course=found,
        lesson=shown,
        items=items,
        chosen=chosen,
        missing=missing,
        failed=bool(missing),
    )
    return page, 422 if missing else 200


@bp.get("/courses/<slug:course_id>/<slug:lesson_id>/checked")
@allow(Act.LEARN)
def checked(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """See which answers were right, why, and what comes next."""
    found, shown = lesson_or_404(course_id, lesson_id)
    items = house().library.checks(shown.id)
    query = check_leaves(actor().id, [item.id for item in items])
    leaves = {leaf.item: leaf for leaf in db().scalars(query)}
    if len(leaves) < len(items):
        return redirect(url_for("study.check", course_id=course_id, lesson_id=lesson_id), 303)
    after = next_open(found.id, readings_of(db(), actor().id))
    rights = sum(leaf.last_outcome == "right" for leaf in leaves.values())
    return render_template(
        "study/checked.html",
        course=found,
        lesson=shown,
        items=items,
        leaves=leaves,
        rights=rights,
        after=after,
        place=_place(after),
    )


@bp.get("/search")
@allow(Act.PUBLIC)
def search() -> ResponseReturnValue:
    """Find lessons, practice items and terms by words."""
    words = " ".join(request.args.get("q", "")[:60].split())
    hits = [found(hit) for hit in house().library.search(words)] if words else []
    return render_template("study/search.html", words=words, hits=hits)


@bp.get("/glossary")
@allow(Act.PUBLIC)
def glossary() -> ResponseReturnValue:
    """Look up a term of the field, a part of the alphabet at a time."""
    wanted = request.args.get("part", "")
    part = wanted if wanted in PARTS else part_of(request.args.get("term", ""))
    return render_template("study/glossary.html", terms=terms_in(part), parts=PARTS, part=part)


def _progress() -> dict[str, Reading]:
    reader = actor_or_none()
    return readings_of(db(), reader.id) if reader else {}


def _opened(course: Course, go_on: Standing | None, asked: str) -> Collection[int]:
    """The chapters that stand open: the one asked for, else the one to go on with."""
    written = [chapter.number for chapter in course.chapters if chapter.written]
    named = [number for number in written if str(number) == asked]
    return written if len(written) == 1 else named or ([go_on.lesson.chapter] if go_on else [])


def _place(standing: Standing | None) -> str:
    """Of which course and chapter a lesson is."""
    if standing is None:
        return ""
    return place_words(house().library.course(standing.lesson.course), standing.lesson.chapter)
