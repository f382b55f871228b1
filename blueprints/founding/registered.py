"""The end of the walk: the certificate's name, code and day make the team an agency."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_registered import CodeTakenError, Licence, TooEarlyError, register_team
from actions.team_walk import PapersMissingError
from blueprints.founding.desk import Desk, desk_of
from blueprints.founding.forms import LicenceForm, licence_form
from blueprints.founding.part import bp, myself
from blueprints.web.db import now, one_or_404, writing
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.founding import list_words
from domain.access import Act
from models.founding import FoundingTeam
from models.founding_queries import teams_managed


@bp.route("/founding/<uid:team_id>/registered", methods=["GET", "POST"])
@allow(Act.MANAGE)
def registered(team_id: UUID) -> ResponseReturnValue:
    """Enter what stands on the certificate: the team becomes an agency with its own people."""
    team = one_or_404(teams_managed(actor(), now()).where(FoundingTeam.uid == team_id))
    desk = desk_of(team)
    form = licence_form(desk.members)
    if desk.has_stopped or (team.closed_at is not None and request.method == "POST"):
        return redirect(url_for("founding.show", team_id=team_id), 303)
    if request.method == "POST" and form.validate() and _registered(desk, form):
        flash(_("登记好了。机构建起来了，组员都在里面。"), "ok")
        return redirect(url_for("founding.show", team_id=team_id), 303)
    page = render_template("founding/registered.html", desk=desk, team=team, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _registered(desk: Desk, form: LicenceForm) -> bool:
    chosen = next(m for m in desk.members if str(m.person.uid) == form.manager.data)
    day = form.registered_on.data or desk.today
    licence = Licence(form.name.data or "", form.code.data or "", day, chosen.person_id)
    try:
        with writing() as session:
            register_team(
                session, desk.team.id, licence, book=desk.book, by=myself(session), at=now()
            )
    except CodeTakenError:
        form.code.errors = [_("这个代码已经用在别的机构上，照证书再看一遍")]
    except TooEarlyError:
        form.form_errors.append(_("先记下县民政局的答复，再来登记"))
    except PapersMissingError as missing:
        names = list_words([desk.paper(name).paper.name for name in missing.papers])
        form.form_errors.append(_("还差材料：%(names)s", names=names))
    else:
        return True
    return False
