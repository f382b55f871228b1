"""The main page of a team: where it is, who counts, every step and every paper."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from actions.team_book import LICENCE
from blueprints.founding.desk import Desk, PaperRow, desk_or_404
from blueprints.founding.part import bp
from blueprints.founding.thirds import thirds_of
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.words.founding import (
    arithmetic_words,
    group_words,
    initiator_words,
    look_of,
    money_words,
    owner_words,
    paper_look,
    paper_words,
    place_words,
    progress_words,
    until_words,
    verdict_words,
)
from domain.access import Act, Role
from domain.founding import GROUPS, Place, done_of, next_place


@bp.get("/founding/<uid:team_id>")
@allow(Act.FOUND)
def show(team_id: UUID) -> ResponseReturnValue:
    """Show where a team stands: what is next, the one-third rule, steps and papers."""
    desk = desk_or_404(team_id)
    thirds = thirds_of(desk)
    return render_template(
        "founding/show.html",
        desk=desk,
        team=desk.team,
        progress=progress_words(*done_of(desk.places)),
        second_of=lambda place: second_words(desk, place),
        groups=grouped(desk),
        look_of=look_of,
        thirds=thirds,
        arithmetic=arithmetic_words(thirds.tally, thirds.terms.share),
        verdict=verdict_words(thirds.tally),
        initiators=initiator_words(thirds.tally) if thirds.tally.initiators else "",
        money=money_words(thirds.terms),
        papers=[
            (row, paper_look(row.standing), paper_words(row.standing), until(desk, row))
            for row in desk.papers_needed
        ],
        may_register=manages(desk) and not desk.shut and not desk.place(LICENCE).first,
        may_stop=leads(desk) and not desk.team.closed_at,
        next=None if desk.has_stopped else next_place(desk.places),
    )


def grouped(desk: Desk) -> list[tuple[str, list[Place]]]:
    """The steps under the words of their groups."""
    return [
        (group_words(group), [one for one in desk.places if one.step.group == group])
        for group in GROUPS
    ]


def second_words(desk: Desk, place: Place) -> str:
    """The second line of a step."""
    return place_words(
        place,
        owner_of(desk, place),
        desk.named(place.first),
        desk.waiting_for(place.step.step),
        desk.today,
    )


def owner_of(desk: Desk, place: Place) -> str:
    """Who does a step: the member named, else who acts in it by the rule."""
    row = desk.steps.get(place.step.step)
    member = desk.member(row.owner_id) if row else None
    return member.person.name if member else owner_words(place.step.owner)


def manages(desk: Desk) -> bool:
    """Whether the reader manages the agency that grows this team."""
    return desk.team.agency_id in actor().agencies({Role.MANAGER})


def leads(desk: Desk) -> bool:
    """Whether the reader works for that agency as mentor or manager."""
    return desk.team.agency_id in actor().agencies({Role.MANAGER, Role.MENTOR})


def until(desk: Desk, row: PaperRow) -> str:
    """Until when a paper may be used."""
    return until_words(row.row.expires_on if row.row else None, desk.today)
