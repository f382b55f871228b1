"""The teams, what an agency needs where there is none yet, and a new team."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_book import walkbook
from actions.teams import make_team
from blueprints.founding.forms import TeamForm
from blueprints.founding.listing import (
    args_of,
    asked,
    everything,
    page_of,
    rows_of,
    table_of,
    title_of,
)
from blueprints.founding.part import bp, myself
from blueprints.web.db import db, now, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.web.workbook import download
from blueprints.words.founding import group_words
from blueprints.words.stages import stage_words
from domain.access import Act
from domain.days import local_day
from domain.founding import GROUPS
from domain.team_stages import TeamStage
from models.founding_queries import counties_for
from models.mentoring_queries import agencies_of
from models.places import Agency, Region
from models.road_queries import region_codes_of

MOST_COUNTIES = 200


@bp.get("/founding")
@allow(Act.FOUND)
def index() -> ResponseReturnValue:
    """Show the teams one is in or looks after, by stage; where there is none, what it takes."""
    wanted = asked()
    found, following = page_of(wanted)
    if not found and not request.args:
        return _what_it_takes()
    rows, leads = rows_of(wanted, found), actor().may(Act.GATHER)
    return render_template(
        "founding/index.html",
        rows=rows,
        wanted=wanted,
        table=table_of(wanted, rows),
        stages=[(one.value, stage_words(one)) for one in TeamStage],
        title=title_of(wanted),
        agencies=_agencies() if leads else [],
        following=following,
        query=url_for("founding.index", **args_of(wanted)).partition("?")[2],
        leads=leads,
    )


@bp.get("/founding.<slug:kind_of_file>")
@allow(Act.FOUND)
def teams_table(kind_of_file: str) -> ResponseReturnValue:
    """Give the whole list as a file, up to 5,000 rows."""
    wanted = asked()
    return download(table_of(wanted, rows_of(wanted, everything(wanted))), kind_of_file)


@bp.route("/founding/new", methods=["GET", "POST"])
@allow(Act.GATHER)
def new_team() -> ResponseReturnValue:
    """Begin a team: its name and the county in which it will register."""
    agencies, counties = _agencies(), _counties()
    form = TeamForm(sent())
    form.region.choices = options(*((one.code, one.name) for one in counties))
    form.agency.choices = options(*((str(one.uid), one.name) for one in agencies))
    refuse_strangers(form.region)
    refuse_strangers(form.agency)
    if request.method == "POST" and form.validate():
        agency = _chosen(agencies, form.agency.data)
        region = next(one for one in counties if one.code == form.region.data)
        with writing() as session:
            team = make_team(
                session,
                name=form.name.data or "",
                region_id=region.id,
                agency_id=agency.id,
                book=walkbook(rules_now(session), region.code, local_day(now())),
                by=myself(session),
                once=once(),
                at=now(),
            )
            uid = team.uid
        flash(_("筹备组建好了。接着把人请进来。"), "ok")
        return redirect(url_for("founding.members", team_id=uid), 303)
    several = len(agencies) > 1
    page = render_template("founding/new.html", form=form, several=several)
    return page, 422 if form.errors else 200


def _what_it_takes() -> ResponseReturnValue:
    """What an agency needs, readable before there is a team."""
    rules, today = rules_now(db()), local_day(now())
    region = (db().scalars(region_codes_of(actor().id, now())).first() or "000000")[:6]
    book = walkbook(rules, region.ljust(6, "0"), today)
    groups = [
        (group_words(group), [step for step in book.steps if step.group == group])
        for group in GROUPS
    ]
    return render_template(
        "founding/needs.html",
        facts=rules.find("agency-fact", region.ljust(6, "0"), today),
        groups=groups,
        may_gather=actor().may(Act.GATHER),
    )


def _agencies() -> list[Agency]:
    return list(db().scalars(agencies_of(actor())))


def _counties() -> list[Region]:
    return list(db().scalars(counties_for(actor()).limit(MOST_COUNTIES)))


def _chosen(agencies: list[Agency], uid: str | None) -> Agency:
    if len(agencies) == 1:
        return agencies[0]
    return next((one for one in agencies if one.uid == UUID(uid or "0" * 32)), None) or abort(404)
