"""Posts: the list with what is near, one begun, put right, ended."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from actions.posts import (
    ChangedMeanwhileError,
    Hand,
    StartsTooEarlyError,
    begin_post,
    correct_post,
    end_post,
)
from blueprints.pipeline.listing import MOST_ROWS, Pages
from blueprints.pipeline.one import Found, find
from blueprints.pipeline.part import bp
from blueprints.pipeline.post_forms import EndForm, PostForm, filled
from blueprints.pipeline.scope import Scope, scope
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import Form, once, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.web.workbook import Column, Table, download
from blueprints.words.days import long_day
from blueprints.words.pipeline import changed_meanwhile_words, engaged_words, near_words
from blueprints.words.stages import stage_words
from content.rules import Rule
from domain.access import Act
from domain.days import local_day
from models.people import Person
from models.pipeline import Post
from models.pipeline_queries import PAGE
from models.places import Agency, Region
from models.post_queries import (
    NEAR,
    managed_posts,
    near_posts,
    posts_after,
    posts_of,
    stations_near,
)

REGION_DIGITS = 6


@bp.get("/agency/posts")
@allow(Act.MANAGE)
def posts() -> ResponseReturnValue:
    """List the running posts, or those whose contract, funding or certificate day is near."""
    here, near = scope(), _near()
    query = _posts(here, near)
    place = _place()
    if place is not None:
        query = posts_after(query, near, place)
    rows = db().scalars(query.limit(PAGE + 1)).all()
    address = url_for("pipeline.posts", **_args(here, near))
    return render_template(
        "pipeline/posts.html",
        scope=here,
        near=near,
        near_words=near_words,
        nears=list(NEAR),
        table=_table(here, near, rows[:PAGE]),
        links=_pages(address, near, rows),
        files=url_for("pipeline.posts"),
        query=address.partition("?")[2],
    )


@bp.get("/agency/posts.<slug:kind_of_file>")
@allow(Act.MANAGE)
def posts_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the list of posts as a file, up to 5,000 rows."""
    here, near = scope(), _near()
    rows = db().scalars(_posts(here, near).limit(MOST_ROWS)).all()
    return download(_table(here, near, rows), kind_of_file)


@bp.route("/agency/people/<uid:person_id>/posts/new", methods=["GET", "POST"])
@allow(Act.MANAGE)
def new_post(person_id: UUID) -> ResponseReturnValue:
    """Give one person a post; the one they hold here ends with it."""
    found = find(person_id)
    form = PostForm(sent() or None, started_on=local_day(now()))
    rule = _offer(form, found.agency)
    if request.method == "POST" and form.validate() and _begun(found, form):
        flash(_("%(name)s有岗位了", name=found.person.name), "ok")
        return redirect(url_for("pipeline.person", person_id=person_id), 303)
    page = render_template(
        "pipeline/post.html", person=found.person, post=None, held=found.post, form=form, rule=rule
    )
    return page, 422 if form.errors else 200


@bp.route("/agency/posts/<uid:post_id>", methods=["GET", "POST"])
@allow(Act.MANAGE)
def post(post_id: UUID) -> ResponseReturnValue:
    """Put the terms of one post right; what stood there before is kept in the log."""
    row = one_or_404(managed_posts(actor()).where(Post.uid == post_id))
    form = PostForm(sent() or None, data=filled(row))
    rule = _offer(form, db().get_one(Agency, row.agency_id))
    if request.method == "POST" and form.validate() and _corrected(row, form):
        flash(_("改好了"), "ok")
        return redirect(url_for("pipeline.person", person_id=row.person.uid), 303)
    page = render_template(
        "pipeline/post.html", person=row.person, post=row, held=None, form=form, rule=rule
    )
    return page, 422 if form.errors else 200


@bp.route("/agency/posts/<uid:post_id>/end", methods=["GET", "POST"])
@allow(Act.MANAGE)
def end(post_id: UUID) -> ResponseReturnValue:
    """End one post, with the day and the reason."""
    row = one_or_404(managed_posts(actor()).where(Post.uid == post_id))
    form = EndForm(sent() or None, ended_on=local_day(now()), seen=row.at.isoformat())
    form.since(row.started_on, local_day(now()))
    if request.method == "POST" and form.validate() and _ended(row, form):
        flash(_("岗位结束了"), "ok")
        return redirect(url_for("pipeline.person", person_id=row.person.uid), 303)
    page = render_template("pipeline/end_post.html", post=row, form=form)
    return page, 422 if form.errors else 200


def _begun(found: Found, form: PostForm) -> bool:
    try:
        with writing() as session:
            begin_post(session, found.person.id, found.agency.id, form.terms, hand=_hand())
    except StartsTooEarlyError as told:
        since = long_day(told.held_since)
        words = _("他现在的岗位 %(day)s 才开始，新岗位不能比它早", day=since)
        form.started_on.errors = [words]
    return not form.errors


def _corrected(row: Post, form: PostForm) -> bool:
    try:
        with writing() as session:
            correct_post(session, row.id, form.terms, hand=_hand(form.seen.data))
    except ChangedMeanwhileError as told:
        _say_changed(form, told, row)
    except LookupError:
        form.kind.errors = [_("这个岗位已经结束，不能再改")]
    return not form.errors


def _ended(row: Post, form: EndForm) -> bool:
    day, why = form.ended_on.data or local_day(now()), form.why.data or ""
    try:
        with writing() as session:
            end_post(session, row.id, ended_on=day, why=why, hand=_hand(form.seen.data))
    except ChangedMeanwhileError as told:
        _say_changed(form, told, row)
    except LookupError:
        return True
    return not form.errors


def _say_changed(form: Form, told: ChangedMeanwhileError, row: Post) -> None:
    """Keep what was typed; the next sending knows the state it says was seen."""
    by = db().get(Person, told.by_id)
    field = form._fields["ended_on" if "ended_on" in form._fields else "kind"]
    field.errors = [changed_meanwhile_words(by.name if by else "")]
    fresh = db().get(Post, row.id, populate_existing=True)
    form._fields["seen"].data = fresh.at.isoformat() if fresh else ""


def _hand(seen: str | None = None) -> Hand:
    try:
        state = datetime.fromisoformat(seen) if seen else None
    except ValueError:
        state = None
    return Hand(actor().id, now(), once(), state)


def _offer(form: PostForm, agency: Agency) -> Rule | None:
    code = db().get_one(Region, agency.region_id).code.ljust(REGION_DIGITS, "0")
    rules = rules_now(db()).find("station-certificate", code, local_day(now()))
    rule = rules[0] if rules else None
    form.offer(list(db().scalars(stations_near(agency))), rule, local_day(now()))
    return rule


def _near() -> str:
    asked = request.args.get("near", "")
    return asked if asked in NEAR else ""


def _args(here: Scope, near: str) -> dict[str, Any]:
    return here.args | ({"near": near} if near else {})


def _posts(here: Scope, near: str) -> Select[Post]:
    if near:
        return near_posts(here.within, near, local_day(now()))
    return posts_of(here.within)


def _place() -> tuple[date, UUID] | None:
    day, _dash, uid = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(day), UUID(uid)
    except ValueError:
        return None


def _pages(address: str, near: str, rows: Any) -> Pages:  # noqa: ANN401
    if len(rows) <= PAGE:
        return Pages(address if "after" in request.args else "", "")
    last = rows[PAGE - 1]
    day = getattr(last, NEAR[near].key) if near else last.started_on
    more = "&" if "?" in address else "?"
    first = address if "after" in request.args else ""
    return Pages(first, f"{address}{more}after={day}_{last.uid}")


def _table(here: Scope, near: str, rows: Any) -> Table:  # noqa: ANN401
    columns = (
        Column(_("姓名"), _("在岗的人"), 12),
        Column(_("岗位"), _("哪种岗位"), 16),
        Column(_("站点"), _("在哪个站点"), 20),
        Column(_("怎么请的"), _("购买服务，或者聘任"), 10),
        Column(_("开始"), _("岗位开始的日期"), 12),
        Column(_("合同到期"), _("合同写的最后一天"), 12),
        Column(_("经费到期"), _("这笔经费管到哪天"), 12),
        Column(_("拿证期限"), _("合同写的、要拿到证书的日期"), 12),
    )
    return Table(
        title=near_words(near),
        columns=columns,
        rows=[_cells(row) for row in rows],
        at=now(),
        note=here.words,
        links=[url_for("pipeline.post", post_id=row.uid) for row in rows],
    )


def _cells(row: Post) -> tuple[str | date | None, ...]:
    return (
        row.person.name,
        stage_words(row.kind),
        row.station.name if row.station else "",
        engaged_words(row.engaged),
        row.started_on,
        row.contract_ends_on,
        row.funding_ends_on,
        row.cert_due_on,
    )
