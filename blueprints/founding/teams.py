"""The teams, what an agency needs where there is none yet, and a new team."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.team_book import told_of, walkbook
from actions.teams import make_team
from blueprints.founding.desk import county_code
from blueprints.founding.forms import TeamForm
from blueprints.founding.part import bp, myself
from blueprints.web.db import db, now, writing
from blueprints.web.fields import refuse_strangers
from blueprints.web.forms import once, options, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.founding import group_words, progress_words
from domain.access import Act
from domain.days import local_day
from domain.founding import GROUPS, Place, done_of, next_place, walk
from models.founding import FoundingTeam, TeamStep
from models.founding_queries import counties_for, members_of, steps_of, teams_of
from models.mentoring_queries import agencies_of
from models.places import Agency, Region
from models.road_queries import region_codes_of

MOST_TEAMS = 50
MOST_COUNTIES = 200


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team in the list: how many are in it, how far it is, what comes next."""

    team: FoundingTeam
    people: int
    progress: str
    next: Place | None


@bp.get("/founding")
@allow(Act.FOUND)
def index() -> ResponseReturnValue:
    """Show the teams one is in or looks after; where there is none, what an agency needs."""
    query = teams_of(actor(), now()).order_by(
        FoundingTeam.closed_at.is_not(None), FoundingTeam.id.desc()
    )
    teams = list(db().scalars(query.limit(MOST_TEAMS)))
    if not teams:
        return _what_it_takes()
    rows = _rows(teams)
    return render_template("founding/index.html", rows=rows, may_gather=actor().may(Act.GATHER))


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


def _rows(teams: list[FoundingTeam]) -> list[TeamRow]:
    """Each team with how far it is and what comes next; two queries for all of them."""
    ids, today, rules = [one.id for one in teams], local_day(now()), rules_now(db())
    people: dict[int, int] = dict.fromkeys(ids, 0)
    for member in db().scalars(members_of(ids, now())):
        people[member.team_id] += 1
    steps: dict[int, list[TeamStep]] = {one: [] for one in ids}
    for row in db().scalars(steps_of(ids)):
        steps[row.team_id].append(row)
    found: list[TeamRow] = []
    for team in teams:
        book = walkbook(rules, county_code(team), today)
        places = walk(book.steps, told_of(steps[team.id]), today)
        progress = progress_words(*done_of(places))
        found.append(TeamRow(team, people[team.id], progress, next_place(places)))
    return found


def _agencies() -> list[Agency]:
    return list(db().scalars(agencies_of(actor())))


def _counties() -> list[Region]:
    return list(db().scalars(counties_for(actor()).limit(MOST_COUNTIES)))


def _chosen(agencies: list[Agency], uid: str | None) -> Agency:
    if len(agencies) == 1:
        return agencies[0]
    return next((one for one in agencies if one.uid == UUID(uid or "0" * 32)), None) or abort(404)
