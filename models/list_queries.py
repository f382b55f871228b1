"""Questions about named lists and allowances."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, joinedload

from domain.access import Role
from domain.consent import NAMED_LISTS
from domain.stages import ExamStage
from models.actor import Actor, withdrew
from models.lists import Allowance, NamedListPerson, NamedListView
from models.people import Consent, Membership, Person
from models.pipeline import StageNow
from models.places import Agency, Region
from models.region_queries import within
from models.road import Track


class ListKind(StrEnum):
    """What a named list shows."""

    ALLOWANCE = "allowance"
    SITTING = "sitting"


SITS: Final = (ExamStage.PAID, ExamStage.SAT)
"""Who sits the exam: registered and paid, or there already."""


def listed(kind: ListKind, region: str, year: int) -> Select[*tuple[Any, ...]]:
    """Everybody a list is about, whether they agreed or not; a row for each line.

    Person, agency, where they live; then kind, fen and day of an allowance, or the stage and
    since when. Only for counting, and as the ground of `lines_of`.
    """
    if kind is ListKind.ALLOWANCE:
        table, columns = Allowance, (Allowance.kind, Allowance.fen, Allowance.paid_on)
    else:
        table, columns = StageNow, (StageNow.stage, StageNow.since)
    query = (
        select(Person.id, Person.name, Agency.name, Region.name, *columns)
        .select_from(table)
        .join(Person, Person.id == table.person_id)
        .join(Agency, Agency.id == table.agency_id)
        .join(Region, Region.id == func.coalesce(Person.home_id, Agency.region_id))
        .where(within(Region.code, region))
        .order_by(Region.code, Person.name, Person.id, table.id)
    )
    if kind is ListKind.ALLOWANCE:
        return query.where(Allowance.year == year, Allowance.taken_back_at.is_(None))
    return query.where(StageNow.track == Track.EXAM, StageNow.stage.in_(SITS))


def named_on(kind: ListKind, region: str, year: int) -> Select[int]:
    """The ids of the people who may be named on a list now."""
    query = listed(kind, region, year).with_only_columns(Person.id).order_by(None)
    return query.where(agreed()).distinct()


def people_on(kind: ListKind, region: str, year: int) -> Select[int]:
    """How many people a list is about, named or not."""
    ids = listed(kind, region, year).with_only_columns(Person.id).order_by(None).distinct()
    return select(func.count()).select_from(ids.subquery())


def lines_of(view: NamedListView, region: str) -> Select[*tuple[Any, ...]]:
    """The lines of a list that was opened; who has taken the agreement back since is gone."""
    on_it = select(NamedListPerson.person_id).where(NamedListPerson.view_id == view.id)
    query = listed(ListKind(view.kind), region, view.year)
    return query.where(Person.id.in_(on_it), agreed())


def agreed() -> ColumnElement[bool]:
    """Whether a person agreed to be named and has taken neither this nor the learning back."""
    given = select(Consent.id).where(
        Consent.person_id == Person.id,
        Consent.purpose == NAMED_LISTS,
        Consent.withdrawn_at.is_(None),
    )
    return given.correlate(Person).exists() & ~withdrew()


def looks_by(actor: Actor) -> Select[NamedListView, str]:
    """The lists this officer opened, the newest first, with the region's name."""
    return (
        select(NamedListView, Region.name)
        .join(Region, Region.id == NamedListView.region_id)
        .where(NamedListView.by_id == actor.id)
        .order_by(NamedListView.id.desc())
    )


def looks_at(person_id: int) -> Select[NamedListView, str, str]:
    """The lists this person stood on, the newest first: with names of officer and region."""
    officer = aliased(Person)
    return (
        select(NamedListView, officer.name, Region.name)
        .join(NamedListPerson, NamedListPerson.view_id == NamedListView.id)
        .join(officer, officer.id == NamedListView.by_id)
        .join(Region, Region.id == NamedListView.region_id)
        .where(NamedListPerson.person_id == person_id)
        .order_by(NamedListView.id.desc())
    )


def allowances_of(actor: Actor, year: int | None = None) -> Select[Allowance]:
    """The allowances of the agencies this person manages, the newest first."""
    query = (
        select(Allowance)
        .options(joinedload(Allowance.person))
        .where(Allowance.agency_id.in_(actor.agencies({Role.MANAGER})))
        .order_by(Allowance.id.desc())
    )
    return query if year is None else query.where(Allowance.year == year)


def years_of(actor: Actor) -> Select[int]:
    """The years of those allowances, the latest first."""
    mine = Allowance.agency_id.in_(actor.agencies({Role.MANAGER}))
    return select(Allowance.year).where(mine).distinct().order_by(Allowance.year.desc())


def payable_people(actor: Actor, now: datetime, name: str, tail: str) -> Select[Person, int | None]:
    """Who may be given an allowance, by name or last digits: trainees of the agencies managed."""
    query = (
        select(Person, Membership.agency_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id.in_(actor.agencies({Role.MANAGER})), ~withdrew())
        .where(Membership.role == Role.TRAINEE, Membership.starts_at <= now)
        .where((Membership.ends_at.is_(None)) | (Membership.ends_at > now))
        .order_by(Person.name, Person.id)
    )
    if name:
        query = query.where(Person.name == name)
    return query.where(Person.phone_tail == tail) if tail else query
