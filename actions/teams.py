"""Verbs of a founding team: make it, gather people, save its steps and papers, take things back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.team_book import Walkbook, tell
from actions.team_merge import NEWEST, YES, Edit, lock_team, remember
from actions.team_stages import begin_stages
from actions.team_walk import refuse_closed, save_paper, save_row, save_step
from domain.team_stages import TEAM_ORDER
from models.founding import FoundingTeam, TeamChange, TeamMember
from models.founding_queries import members_of
from models.people import Person

IN_TEAM: Final = "in_team"
"""The history's name for coming into the team and leaving it."""


def make_team(
    db: Session,
    *,
    name: str,
    region_id: int,
    agency_id: int,
    book: Walkbook,
    by: Person,
    once: UUID,
    at: datetime,
) -> FoundingTeam:
    """Begin a founding team; the same sending twice makes one."""
    sent = select(FoundingTeam).where(FoundingTeam.made_by_id == by.id, FoundingTeam.once == once)
    if known := db.scalars(sent).one_or_none():
        return known
    team = FoundingTeam(
        name=name,
        region_id=region_id,
        agency_id=agency_id,
        made_by_id=by.id,
        once=once,
        at=at,
        stage=TEAM_ORDER[0].value,
        stage_since=at,
    )
    db.add(team)
    db.flush()
    begin_stages(db, team, book, by=by, at=at)
    tell(db, "team-made", team, by, at)
    return team


def add_member(
    db: Session, team_id: int, person_id: int, *, by: Person, at: datetime
) -> TeamMember:
    """Take somebody into a team, again if they had left; who is in stays as they are.

    Raises:
        TeamClosedError: the team is registered, or has stopped.
    """
    team = lock_team(db, team_id)
    refuse_closed(team)
    query = select(TeamMember).where(
        TeamMember.team_id == team_id, TeamMember.person_id == person_id
    )
    member = db.scalars(query).one_or_none()
    if member is not None and member.ends_at is None:
        return member
    if member is None:
        member = TeamMember(team_id=team_id, person_id=person_id, starts_at=at, version=0)
        db.add(member)
    member.ends_at = None
    _turn(db, team, member, YES, by, at)
    return member


def end_member(db: Session, team_id: int, member_id: int, *, by: Person, at: datetime) -> bool:
    """Let a member leave the team; whether they were still in it.

    Raises:
        TeamClosedError: the team is registered, or has stopped.
    """
    team = lock_team(db, team_id)
    refuse_closed(team)
    member = db.get_one(TeamMember, member_id)
    if member.ends_at is not None:
        return False
    member.ends_at = at
    _turn(db, team, member, "", by, at)
    return True


def save_member(
    db: Session, team_id: int, member_id: int, edit: Edit, *, by: Person, at: datetime
) -> list[str]:
    """Save what a member is in the team; the names of the fields that changed.

    Raises:
        ClashError: somebody changed the same field meanwhile.
        TeamClosedError: the team is registered, or has stopped.
    """
    team = lock_team(db, team_id)
    refuse_closed(team)
    member = db.get_one(TeamMember, member_id, populate_existing=True)
    part = member_part(db.get_one(Person, member.person_id).uid)
    return save_row(db, team, part, member, edit, by, at)


def restore(
    db: Session, team_id: int, change_id: int, *, book: Walkbook, by: Person, at: datetime
) -> list[str]:
    """Give one field back what it held before a change; that is a change of its own.

    Raises:
        LookupError: the change is of something that cannot be given back so.
        StepLockedError, WayMissingError, PapersMissingError, TeamClosedError: as on saving.
    """
    change = db.get_one(TeamChange, change_id)
    kind, _sign, name = change.part.partition(":")
    edit = Edit(NEWEST, {change.field: change.before})
    if kind == "step" and (step := book.step(name)):
        return save_step(db, team_id, step, edit, book=book, by=by, at=at)
    if kind == "paper" and (paper := book.paper(name)):
        return save_paper(db, team_id, paper, edit, book=book, by=by, at=at)
    inside = _members(db, team_id, at) if change.field != IN_TEAM else ()
    member = next((one for one in inside if member_part(one.person.uid) == change.part), None)
    if member is not None:
        return save_member(db, team_id, member.id, edit, by=by, at=at)
    raise LookupError(change.part)


def member_part(uid: object) -> str:
    """How the history names a member."""
    return f"member:{uid}"


def _turn(
    db: Session, team: FoundingTeam, member: TeamMember, text: str, by: Person, at: datetime
) -> None:
    """Write that somebody came or left."""
    member.version = (member.version or 0) + 1
    part = member_part(db.get_one(Person, member.person_id).uid)
    before = {IN_TEAM: "" if text else YES}
    remember(db, team.id, part, member.version, before, {IN_TEAM: text}, by_id=by.id, at=at)
    tell(db, "team-joined" if text else "team-left", team, by, at, part=part)


def _members(db: Session, team_id: int, at: datetime) -> Sequence[TeamMember]:
    return db.scalars(members_of([team_id], at)).all()
