"""The statistics columns a bureau asks an agency for (facts.md 5.5), as far as records go."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.staff.part import bp
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.workbook import Cell, Column, Table, download
from domain.access import Act
from domain.standing import LEVELS_DOWN, highest
from models.credential_queries import educations_of, levels_in, staff_of
from models.pipeline_queries import managed_agencies
from models.places import Agency

COLLEGE = ("college",)
BACHELOR = ("bachelor", "master", "doctor")


@bp.get("/agency/staff/statistics")
@allow(Act.MANAGE)
def statistics() -> ResponseReturnValue:
    """See the numbers a bureau's form asks for, and which of them only people can fill in."""
    agency, agencies = _agency()
    return render_template(
        "staff/statistics.html",
        table=_table(agency, now()),
        agency=agency,
        agencies=agencies,
        files=url_for("staff.statistics"),
        query=f"agency={agency.uid}",
    )


@bp.get("/agency/staff/statistics.<slug:filetype>")
@allow(Act.MANAGE)
def statistics_file(filetype: str) -> ResponseReturnValue:
    """Take the numbers along as a file."""
    agency, _all = _agency()
    return download(_table(agency, now()), filetype)


def _agency() -> tuple[Agency, list[Agency]]:
    """The agency named in the address, else the first by name."""
    agencies = list(db().scalars(managed_agencies(actor())))
    if not agencies:
        abort(404)
    wanted = _uid(request.args.get("agency", ""))
    return next((one for one in agencies if one.uid == wanted), agencies[0]), agencies


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _table(agency: Agency, at: datetime) -> Table:
    people = set(db().scalars(staff_of(agency.id, at)))
    return Table(
        title=_("从业人员统计"),
        columns=_columns(),
        rows=[_row(agency, people)],
        at=at,
        note=_("空着的格子没有记录，自己填"),
    )


def _row(agency: Agency, people: set[int]) -> list[Cell]:
    held: dict[int, set[str]] = {}
    for person, level in db().execute(levels_in(people)):
        held.setdefault(person, set()).add(level)
    levels = Counter(highest(own) for own in held.values())
    educations = [code for _person, code in db().execute(educations_of(people))]
    return [
        agency.name,
        len(people),
        None,
        None,
        sum(code in COLLEGE for code in educations) if educations else None,
        sum(code in BACHELOR for code in educations) if educations else None,
        *(levels[level] for level in reversed(LEVELS_DOWN)),
        None,
        None,
        None,
    ]


def _columns() -> list[Column]:
    unknown = _("这里不记，自己填")
    told = _("在“能不能报考”里填了学历的人数；没填的不在里面")
    confirmed = _("证书由第二个人核对过的人，一个人只按最高一级算一次")
    return [
        Column(_("机构"), _("机构名称"), 24),
        Column(_("从业人员数"), _("带班老师、主管，和在这里有岗位的人"), 12, numeric=True),
        Column(_("其中女"), unknown, 8),
        Column(_("中共党员"), unknown, 10),
        Column(_("大学专科"), told, 10, numeric=True),
        Column(_("本科及以上"), told, 12, numeric=True),
        Column(_("助理社会工作师人数"), confirmed, 18, numeric=True),
        Column(_("社会工作师人数"), confirmed, 14, numeric=True),
        Column(_("高级社会工作师人数"), confirmed, 18, numeric=True),
        Column(_("35 岁及以下"), unknown, 12),
        Column(_("36 至 45 岁"), unknown, 12),
        Column(_("46 至 55 岁"), unknown, 12),
    ]
