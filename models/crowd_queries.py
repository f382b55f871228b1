"""Questions about crowds: how many stand in each class and stage; limited to who asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, false, func, or_, select

from domain.access import STAFF
from models.actor import Actor
from models.people import Membership, Person
from models.pipeline import StageNow
from models.places import StudyClass
from models.road import Track
from models.watch_queries import named_like, trainee_ids


def class_ids(actor: Actor, now: datetime, most: int) -> Select[int | None]:
    """So many of the classes in which my trainees are, in no order."""
    ids = trainee_ids(actor, now).with_only_columns(Membership.class_id)
    return ids.where(Membership.class_id.is_not(None)).distinct().limit(most)


def class_sizes(
    actor: Actor,
    now: datetime,
    *,
    classes: Collection[int] = (),
    uids: Collection[UUID] = (),
    words: str = "",
) -> Select[int, UUID, str, int, int]:
    """Id, uid, name, agency of each class and how many of my trainees are in it.

    Of these classes, and of those whose name has the words.
    """
    named = StudyClass.name.contains(words, autoescape=True) if words else false()
    wanted = or_(StudyClass.id.in_(classes), StudyClass.uid.in_(uids), named)
    mine = StudyClass.agency_id.in_(actor.agencies(STAFF))
    people = func.count(Membership.person_id.distinct())
    columns = StudyClass.id, StudyClass.uid, StudyClass.name, StudyClass.agency_id
    return (
        trainee_ids(actor, now)
        .join(StudyClass, StudyClass.id == Membership.class_id)
        .where(Membership.class_id.in_(select(StudyClass.id).where(mine, wanted)))
        .with_only_columns(*columns, people)
        .group_by(*columns)
        .order_by(func.length(StudyClass.name), StudyClass.name, StudyClass.id)
    )


def stage_sizes(actor: Actor, now: datetime) -> Select[str, int]:
    """How many of my trainees stand in each stage of the exam's track."""
    return (
        select(StageNow.stage, func.count(StageNow.person_id.distinct()))
        .where(StageNow.track == Track.EXAM, StageNow.agency_id.in_(actor.agencies(STAFF)))
        .where(StageNow.person_id.in_(trainee_ids(actor, now)))
        .group_by(StageNow.stage)
    )


@dataclass(frozen=True, slots=True)
class Crowd:
    """Classes, stages of the exam's track and single people, all of them together."""

    classes: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
    uids: tuple[UUID, ...] = ()


def by_class(actor: Actor, now: datetime, crowd: Crowd) -> Select[int | None, int]:
    """Class and person, for my trainees in the classes of a crowd."""
    ids = trainee_ids(actor, now).where(Membership.class_id.in_(crowd.classes))
    return ids.with_only_columns(Membership.class_id, Membership.person_id)


def by_stage(actor: Actor, now: datetime, crowd: Crowd) -> Select[str, int]:
    """Stage and person, for my trainees in the stages of a crowd; who is at two agencies twice."""
    return (
        select(StageNow.stage, StageNow.person_id)
        .where(StageNow.track == Track.EXAM, StageNow.agency_id.in_(actor.agencies(STAFF)))
        .where(StageNow.stage.in_(crowd.stages))
        .where(StageNow.person_id.in_(trainee_ids(actor, now)))
    )


def ids_of_crowd(actor: Actor, now: datetime, crowd: Crowd) -> Select[int]:
    """My trainees in a crowd; who is in two classes stands there twice."""
    standing = by_stage(actor, now, crowd).with_only_columns(StageNow.person_id)
    alone = select(Person.id).where(Person.uid.in_(crowd.uids))
    return trainee_ids(actor, now).where(
        or_(
            Membership.class_id.in_(crowd.classes),
            Membership.person_id.in_(standing),
            Membership.person_id.in_(alone),
        )
    )


def names_of_crowd(actor: Actor, now: datetime, crowd: Crowd, most: int) -> Select[str]:
    """The first so many names of a crowd."""
    ids = ids_of_crowd(actor, now, crowd)
    query = select(Person.name).where(Person.id.in_(ids))
    return query.order_by(Person.name, Person.id).limit(most)


def agencies_of_crowd(actor: Actor, now: datetime, crowd: Crowd) -> Select[int | None, int]:
    """Agency, and how many of a crowd belong to it; the oldest agency first."""
    ids = ids_of_crowd(actor, now, crowd)
    return (
        trainee_ids(actor, now)
        .where(Membership.person_id.in_(ids))
        .with_only_columns(Membership.agency_id, func.count(Membership.person_id.distinct()))
        .group_by(Membership.agency_id)
        .order_by(Membership.agency_id)
    )


def ids_named(actor: Actor, now: datetime, words: str, most: int) -> Select[int]:
    """The first so many of my trainees with these letters or last digits, by name."""
    return (
        select(Person.id)
        .where(Person.id.in_(trainee_ids(actor, now)), Person.id.in_(named_like(words)))
        .order_by(Person.name, Person.id)
        .limit(most)
    )
