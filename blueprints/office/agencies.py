"""The agencies as tenants: listed, founded, closed and opened again."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from actions.founding import found_agency
from actions.people import NameTakenError
from actions.regions import WrongCodeError
from actions.tenants import close_agency, reopen_agency
from blueprints.office.forms import NewAgencyForm, ReasonForm
from blueprints.office.listing import page_of
from blueprints.office.part import bp, myself
from blueprints.web import codes
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import narrow, once, sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.workbook import Column, Table, download
from domain.access import Act
from domain.phone import normal_phone
from models.office_queries import PAGE, Tenant, tenant_people, tenants
from models.places import Agency

MOST_ROWS = 5000


@bp.get("/office/agencies")
@allow(Act.RUN_HOUSE)
def agencies() -> ResponseReturnValue:
    """See the agencies of the house, how many people each has, and when its staff came last."""
    text, after = _asked()
    rows = page_of(_tenants(text, after, PAGE + 1), lambda one: one.agency.uid)
    return render_template(
        "office/agencies.html", table=_table(rows.shown, text), rows=rows, text=text
    )


@bp.get("/office/agencies.<slug:filetype>")
@allow(Act.RUN_HOUSE)
def agencies_table(filetype: str) -> Response:
    """The same list as a file, whole."""
    text, _after = _asked()
    return download(_table(_tenants(text, None, MOST_ROWS), text), filetype)


@bp.route("/office/agencies/new", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def new_agency() -> ResponseReturnValue:
    """Enter an agency with its first manager; the next page shows the manager's code, once."""
    form = NewAgencyForm(sent())
    if request.method == "POST" and form.validate():
        key = uuid5(once(), f"{form.name.data} {form.phone.data}")
        made = codes.made_by(key) or _found(form, key)
        if made is not None:
            return redirect(url_for("office.agency_made", tenant_id=made), 303)
    return render_template("office/new_agency.html", form=form), 422 if form.errors else 200


@bp.get("/office/agencies/<uid:tenant_id>")
@allow(Act.RUN_HOUSE)
def agency(tenant_id: UUID) -> ResponseReturnValue:
    """See one agency: where, since when, who runs it and who teaches."""
    row = one_or_404(select(Agency).where(Agency.uid == tenant_id))
    people = db().execute(tenant_people(row.id, now())).all()
    tenant = Tenant(*db().execute(tenants().where(Agency.id == row.id)).one())
    return render_template("office/agency.html", tenant=tenant, people=people)


@bp.get("/office/agencies/<uid:tenant_id>/made")
@allow(Act.RUN_HOUSE)
def agency_made(tenant_id: UUID) -> ResponseReturnValue:
    """Show the first manager's code this once, ready for the printer."""
    row = one_or_404(select(Agency).where(Agency.uid == tenant_id))
    people = db().execute(tenant_people(row.id, now())).all()
    return render_template(
        "office/agency_made.html",
        agency=row,
        manager=people[0][0] if people else None,
        code=codes.take(tenant_id),
        site=house().settings.base_url,
    )


@bp.route("/office/agencies/<uid:tenant_id>/closing", methods=["GET", "POST"])
@allow(Act.RUN_HOUSE)
def closing(tenant_id: UUID) -> ResponseReturnValue:
    """Close an agency, or open a closed one again, with a reason."""
    row = one_or_404(select(Agency).where(Agency.uid == tenant_id))
    form = ReasonForm(sent())
    if request.method == "POST" and form.validate():
        opens = request.form.get("state") == "open"
        verb = reopen_agency if opens else close_agency
        with writing() as session:
            reason = form.reason.data or ""
            verb(session, row.id, by=myself(session), reason=reason, at=now())
        words = _("%(name)s重新开了", name=row.name) if opens else _("%(name)s停了", name=row.name)
        flash(words, "ok")
        return redirect(url_for("office.agency", tenant_id=tenant_id), 303)
    page = render_template("office/closing.html", agency=row, form=form)
    return page, 422 if form.errors else 200


def _asked() -> tuple[str, Agency | None]:
    """What the address asks for; what is odd in it is left out."""
    text = narrow(request.args.get("q", ""))[:80]
    try:
        wanted = UUID(request.args.get("after", ""))
    except ValueError:
        return text, None
    return text, db().scalars(select(Agency).where(Agency.uid == wanted)).one_or_none()


def _tenants(text: str, after: Agency | None, most: int) -> list[Tenant]:
    return [Tenant(*row) for row in db().execute(tenants(text, after).limit(most))]


def _table(rows: Sequence[Tenant], text: str) -> Table:
    columns = (
        Column(_("机构"), _("机构全名"), 30),
        Column(_("地区"), _("机构所在的县"), 16),
        Column(_("学员"), _("在考试进度线上、没有离开的人"), 10, numeric=True),
        Column(_("老师和主管"), _("现在是带班老师或主管的人"), 12, numeric=True),
        Column(_("最近登录"), _("老师和主管最近一次用的日子"), 14),
        Column(_("状态"), _("停了的机构，老师和主管进不去"), 10),
    )
    return Table(
        title=_("机构"),
        columns=columns,
        rows=[
            (
                one.agency.name,
                one.region.name,
                one.trainees,
                one.staff,
                one.seen_on,
                _("停了") if one.agency.closed_at else _("开着"),
            )
            for one in rows
        ],
        at=now(),
        note=_("名字以“%(text)s”开头", text=text) if text else _("全部"),
        links=[url_for("office.agency", tenant_id=one.agency.uid) for one in rows],
    )


def _found(form: NewAgencyForm, key: UUID) -> UUID | None:
    """The new agency; None, and an error on the form, where it cannot be."""
    try:
        with writing() as session:
            made = found_agency(
                session,
                agency_name=form.name.data or "",
                region_code=form.region.data or "",
                region_name=form.region_name.data or "",
                manager_name=form.manager.data or "",
                phone=normal_phone(form.phone.data or "") or "",
                keyring=house().keyring,
                at=now(),
                by=myself(session).uid,
            )
    except NameTakenError:
        form.phone.errors = [_("这个手机号有人在用。先找到他，再给他主管的身份")]
        return None
    except WrongCodeError:
        form.region_name.errors = [_("这个代码我们查不到，填上县名，或者看看代码抄错没有")]
        return None
    codes.hand_over(made.code, of=made.agency.uid, once=key)
    return made.agency.uid
