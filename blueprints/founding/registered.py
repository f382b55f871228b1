"""The end of the walk: the certificate's name, code and day make the team an agency."""

from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_registered import (
    CodeTakenError,
    DayBeforeError,
    Licence,
    NotInTeamError,
    TooEarlyError,
    refuse_licence,
    register_team,
    roles_there,
)
from actions.team_walk import PapersMissingError, TeamClosedError
from blueprints.founding.desk import Desk, desk_of
from blueprints.founding.forms import LicenceForm, licence_form
from blueprints.founding.part import bp, myself
from blueprints.founding.saving import refused_words
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.accounts import role_words
from blueprints.words.days import long_day
from blueprints.words.founding import list_words
from domain.access import Act, Role
from models.founding import FoundingTeam, TeamMember
from models.founding_queries import teams_managed
from models.places import Region


@bp.route("/founding/<uid:team_id>/registered", methods=["GET", "POST"])
@allow(Act.MANAGE)
def registered(team_id: UUID) -> ResponseReturnValue:
    """Enter what stands on the certificate, look over what comes of it, and then register."""
    team = one_or_404(teams_managed(actor(), now()).where(FoundingTeam.uid == team_id))
    desk = desk_of(team)
    form = licence_form(desk.members)
    if desk.has_stopped or (team.closed_at is not None and request.method == "POST"):
        return redirect(url_for("founding.show", team_id=team_id), 303)
    if request.method == "POST" and not request.form.get("back") and form.validate():
        licence = _licence(desk, form)
        if not request.form.get("sure"):
            if _fits(desk, form, licence):
                return _look_over(desk, form, licence)
        elif _registered(desk, form, licence):
            flash(_("登记好了。机构建起来了，组员都在里面。"), "ok")
            return redirect(url_for("founding.show", team_id=team_id), 303)
    page = render_template("founding/registered.html", desk=desk, team=team, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _licence(desk: Desk, form: LicenceForm) -> Licence:
    chosen = next(m for m in desk.members if str(m.person.uid) == form.manager.data)
    day = form.registered_on.data or desk.today
    return Licence(form.name.data or "", form.code.data or "", day, chosen.person_id)


def _fits(desk: Desk, form: LicenceForm, licence: Licence) -> bool:
    """Whether it may be registered so; what is wrong stands in the form."""
    with _told(desk, form):
        refuse_licence(db(), desk.team, licence, desk.book, desk.today)
    return not form.errors and not form.form_errors


def _registered(desk: Desk, form: LicenceForm, licence: Licence) -> bool:
    with _told(desk, form), writing() as session:
        register_team(session, desk.team.id, licence, book=desk.book, by=myself(session), at=now())
    return not form.errors and not form.form_errors


@contextmanager
def _told(desk: Desk, form: LicenceForm) -> Generator[None]:
    """Say in the form why nothing was registered."""
    try:
        yield
    except CodeTakenError:
        form.code.errors = [_("这个代码已经用在别的机构上，照证书再看一遍")]
    except DayBeforeError as before:
        form.registered_on.errors = [
            _("比交齐材料那天（%(day)s）还早，看看哪个日期写错了", day=long_day(before.day))
        ]
    except NotInTeamError:
        form.manager.errors = [_("这个人刚离了组，换一个人来管")]
    except TeamClosedError as refusal:
        form.form_errors.append(refused_words(refusal))
    except TooEarlyError:
        form.form_errors.append(_("先记下县民政局的答复，再来登记"))
    except PapersMissingError as missing:
        names = list_words([desk.paper(name).paper.name for name in missing.papers])
        form.form_errors.append(_("还差材料：%(names)s", names=names))


def _look_over(desk: Desk, form: LicenceForm, licence: Licence) -> ResponseReturnValue:
    """What would be created, and who would be what in it; nothing is kept yet."""
    roles = roles_there(db(), desk.team, [m.person_id for m in desk.members])
    people = [
        (m.person.name, list_words([role_words(role) for role in _roles(roles, m, licence)]))
        for m in desk.members
    ]
    return render_template(
        "founding/check_registered.html",
        team=desk.team,
        form=form,
        licence=licence,
        county=db().get_one(Region, desk.team.region_id).name,
        people=people,
    )


def _roles(roles: dict[int, list[Role]], member: TeamMember, licence: Licence) -> list[Role]:
    runs = [Role.MANAGER] if member.person_id == licence.manager_id else []
    return [*runs, *roles[member.person_id]]
