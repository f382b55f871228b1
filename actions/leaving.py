"""Verbs of leaving an agency and of being asked back: one person keeps one history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Update, or_, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.holders import count_holder
from actions.notices import tell_person
from actions.posts import Hand, end_post
from actions.stages import Move, enter_stage, stage_now
from actions.waiting import offer_key
from domain.access import Role
from domain.days import local_day
from domain.stages import ExamStage, PostKind
from models.classes import ClassLeader
from models.people import Guidance, Membership, Person
from models.pipeline import Post, StageNow
from models.places import Agency, StudyClass
from models.road import StageEntered, Track
from models.roster import PendingMembership
from models.roster_queries import FOR_PERSON, offer_of

ENDS: Final = (Role.TRAINEE, Role.MENTOR)
"""The roles that end on leaving; a manager's is ended by an administrator."""


class StillManagesError(Exception):
    """Who runs an agency does not leave it this way."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Who says so, why, when, and with which sending; `by` is None for the house itself."""

    why: str
    by: Person | None
    once: UUID
    at: datetime

    @property
    def by_id(self) -> int | None:
        """The inner number of who says so."""
        return self.by.id if self.by else None


def leave_agency(db: Session, person: Person, agency: Agency, goodbye: Goodbye) -> None:
    """Let a person leave: role, guidance, leading a class, post and stage end; history stays.

    Raises:
        StillManagesError: they run the agency.
    """
    lock_person(db, person.id)
    if _roles(db, person, agency, goodbye.at) & {Role.MANAGER}:
        raise StillManagesError
    for change in _ties(person, agency):
        db.execute(change.values(ends_at=goodbye.at))
    _end_posts(db, person, agency, goodbye)
    now = stage_now(db, person.id, agency.id)
    if now is not None and now.stage != ExamStage.LEFT:
        cause = f"leave:{goodbye.once}"
        move = Move(person.id, agency.id, ExamStage.LEFT, cause=cause, why=goodbye.why)
        enter_stage(db, move, by_id=goodbye.by_id, at=goodbye.at)
    count_holder(db, person.id, at=goodbye.at)
    _tell(db, "left-agency", person, agency, goodbye)


def ask_back(
    db: Session, person: Person, agency: Agency, *, by: Person, once: UUID, at: datetime
) -> PendingMembership:
    """Ask somebody who left whether they come back; only their own yes brings them (decisions 19).

    Nobody is asked twice while they have not answered. Their class waits for them if it is open.
    """
    lock_person(db, person.id)
    if known := db.scalars(offer_of(person.id, agency.id)).first():
        return known
    now = stage_now(db, person.id, agency.id)
    asked = PendingMembership(
        person_id=person.id,
        agency_id=agency.id,
        class_id=_open_class(db, now.class_id if now else None),
        role=Role.TRAINEE,
        waits_for=FOR_PERSON,
        cause=f"return:{once}",
        made_by_id=by.id,
        made_at=at,
    )
    db.add(asked)
    db.flush()
    key, href = offer_key(asked.cause), f"/me/offers/{asked.uid}"
    tell_person(db, person.id, "asked-in", key=key, at=at, href=href)
    audit.tell(db, actor=by.uid, action="asked-back", subject=person.uid, agency=agency.uid, at=at)
    db.flush()
    return asked


def forget_in_tracks(db: Session, person_id: int, *, at: datetime) -> None:
    """Let an erased person stand in no stage and hold no post; the words about them are blanked.

    The rows stay, so that the numbers of days gone by stay true.
    """
    running = select(Post).where(Post.person_id == person_id, Post.ended_on.is_(None))
    for post in db.scalars(running).all():
        post.ended_on = local_day(at)
    for now in db.scalars(select(StageNow).where(StageNow.person_id == person_id)).all():
        away = ExamStage.LEFT if now.track is Track.EXAM else PostKind.NONE
        if now.stage != away and now.track is not Track.FOUNDING:
            cause = f"erased:{now.agency_id}"
            move = Move(person_id, now.agency_id, away, cause=cause, track=now.track)
            enter_stage(db, move, by_id=None, at=at)
    db.execute(update(StageEntered).where(StageEntered.person_id == person_id).values(why=""))
    db.execute(update(Post).where(Post.person_id == person_id).values(why_ended=""))
    db.flush()


def _roles(db: Session, person: Person, agency: Agency, at: datetime) -> set[Role]:
    query = select(Membership.role).where(
        Membership.person_id == person.id,
        Membership.agency_id == agency.id,
        or_(Membership.ends_at.is_(None), Membership.ends_at > at),
    )
    return set(db.scalars(query))


def _ties(person: Person, agency: Agency) -> tuple[Update, ...]:
    """What ends: roles here, guidance by or of people here, leading a class of this agency."""
    here = select(Membership.person_id).where(Membership.agency_id == agency.id)
    mentors = here.where(Membership.role == Role.MENTOR)
    guided = (Guidance.trainee_id == person.id) & Guidance.mentor_id.in_(mentors)
    guides = (Guidance.mentor_id == person.id) & Guidance.trainee_id.in_(here)
    classes = select(StudyClass.id).where(StudyClass.agency_id == agency.id)
    return (
        update(Guidance).where(guided | guides, Guidance.ends_at.is_(None)),
        update(ClassLeader).where(
            ClassLeader.person_id == person.id,
            ClassLeader.class_id.in_(classes),
            ClassLeader.ends_at.is_(None),
        ),
        update(Membership).where(
            Membership.person_id == person.id,
            Membership.agency_id == agency.id,
            Membership.role.in_(ENDS),
            Membership.ends_at.is_(None),
        ),
    )


def _end_posts(db: Session, person: Person, agency: Agency, goodbye: Goodbye) -> None:
    running = select(Post.id).where(
        Post.person_id == person.id, Post.agency_id == agency.id, Post.ended_on.is_(None)
    )
    by_id = goodbye.by_id or person.id
    for post_id in db.scalars(running).all():
        hand = Hand(by_id, goodbye.at, goodbye.once)
        end_post(db, post_id, ended_on=local_day(goodbye.at), why=goodbye.why, hand=hand)


def _open_class(db: Session, class_id: int | None) -> int | None:
    found = db.get(StudyClass, class_id) if class_id else None
    return found.id if found is not None and found.closed_at is None else None


def _tell(db: Session, action: str, person: Person, agency: Agency, goodbye: Goodbye) -> None:
    actor = goodbye.by.uid if goodbye.by else "system"
    audit.tell(db, actor=actor, action=action, subject=person.uid, agency=agency.uid, at=goodbye.at)
    db.flush()
