"""Second of three: check what was read against who is there already. Nothing is written.

A phone of somebody in another agency is treated as a new person's here: the same numbers are
counted and the same words said; only applying makes an offer of it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from sqlalchemy.orm import Session

from actions.roster_plans import Known, Owner, Planned
from domain.access import Role
from domain.days import local_day
from domain.roster import Column, Entry, Fault, Reading, read_rows
from models.places import Agency
from models.roster_queries import (
    guided_among,
    held_with,
    members_among,
    mentors_of,
    open_classes,
    questions_answered,
    townships_of,
)
from models.seal import Keyring

_END: Final = re.compile("(街道办事处|办事处|街道|乡|镇)$")
_ASIDE: Final = re.compile("[（(][^（()）]*[)）]$")
_BEFORE: Final = re.compile("^.*?[省市县区](?=.{2,})")
LONGEST_VILLAGE: Final = 40
ALIKE: Final = 0.5
"""Names of two characters of which one is the same are near enough to ask."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A roster looked over: what each row will do, what is wrong, and what is only remarked."""

    reading: Reading
    plans: tuple[Planned, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...]
    new_classes: tuple[str, ...]

    @property
    def would_create(self) -> int:
        """How many people would be entered, or asked whether they come."""
        return sum(plan.known is None for plan in self.plans)

    @property
    def would_update(self) -> int:
        """How many are in the agency already."""
        return sum(plan.known is not None for plan in self.plans)

    @property
    def would_change(self) -> int:
        """How many of those would get something they do not have yet."""
        return sum(bool(plan.additions) for plan in self.plans)


@dataclass(slots=True)
class _Here:
    """What the agency has by name, and whom the roster's numbers belong to."""

    townships: dict[str, tuple[int, str]] = field(default_factory=dict)
    mentors: dict[str, int] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    by_phone: dict[bytes, Owner] = field(default_factory=dict)
    by_card: dict[bytes, Owner] = field(default_factory=dict)
    known: dict[int, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What looking at one row needs."""

    here: _Here
    columns: Mapping[Column, int]
    names: Sequence[str]
    remarks: list[Fault]

    def tell(self, entry: Entry, column: Column, code: str, **params: object) -> Fault:
        """A remark or a fault about one cell, headed as the file heads it."""
        place = self.columns.get(column)
        name = self.names[place] if place is not None and place < len(self.names) else ""
        return Fault(entry.row, column, code, params, name)


def check_rows(
    db: Session,
    agency: Agency | None,
    rows: Sequence[tuple[int, Sequence[str]]],
    columns: Mapping[Column, int],
    names: Sequence[str],
    *,
    keyring: Keyring,
    at: datetime,
) -> Checked:
    """Look a roster over; without an agency, against an empty one. A fixed number of queries."""
    reading = read_rows(rows, columns, names, local_day(at))
    phones = {entry.row: keyring.index(entry.phone) for entry in reading.entries}
    cards = {e.row: keyring.index(e.id_card) for e in reading.entries if e.id_card}
    here = _look_around(db, agency, set(phones.values()), set(cards.values()), at)
    desk = _Desk(here, columns, names, [])
    plans, faults = [], []
    for entry in reading.entries:
        plan = _plan(desk, entry, phones[entry.row], cards.get(entry.row))
        if fault := _card_fault(desk, plan):
            faults.append(fault)
        else:
            plans.append(plan)
    all_faults = sorted((*reading.faults, *faults), key=lambda fault: fault.row)
    classes = dict.fromkeys(_new_classes(plans, here))
    return Checked(reading, tuple(plans), tuple(all_faults), tuple(desk.remarks), tuple(classes))


def _look_around(
    db: Session,
    agency: Agency | None,
    phones: Collection[bytes],
    cards: Collection[bytes],
    at: datetime,
) -> _Here:
    here = _Here()
    if agency is None:
        return here
    for region in db.scalars(townships_of(agency)):
        here.townships.setdefault(_short(region.name), (region.id, region.name))
    for mentor in db.scalars(mentors_of(agency.id, at)):
        here.mentors.setdefault(mentor.name, mentor.id)
    here.classes = {one.name for one in db.scalars(open_classes(agency.id))}
    for person in map(Owner._make, db.execute(held_with(phones, cards))):
        if person.phone_index:
            here.by_phone[person.phone_index] = person
        if person.id_card_index:
            here.by_card[person.id_card_index] = person
    here.known = _known(db, agency.id, {p.id: p for p in _people(here)}, at)
    return here


def _people(here: _Here) -> Iterator[Owner]:
    yield from here.by_phone.values()
    yield from here.by_card.values()


def _known(
    db: Session, agency_id: int, people: Mapping[int, Owner], at: datetime
) -> dict[int, Known]:
    """Those of them who are in the agency: as trainees first, where they are more than one."""
    answered: dict[int, set[str]] = {}
    for person_id, question in db.execute(questions_answered(people)):
        answered.setdefault(person_id, set()).add(question)
    guided = set(db.scalars(guided_among(agency_id, people, at)))
    known: dict[int, Known] = {}
    for person_id, role, class_id in db.execute(members_among(agency_id, people, at)):
        if person_id in known and role is not Role.TRAINEE:
            continue
        kept = known.get(person_id)
        place = class_id or (kept.class_id if kept and kept.role is role else None)
        told = frozenset(answered.get(person_id, ()))
        known[person_id] = Known(people[person_id], role, place, person_id in guided, told)
    return known


def _plan(desk: _Desk, entry: Entry, phone: bytes, card: bytes | None) -> Planned:
    here = desk.here
    found = here.by_phone.get(phone)
    elsewhere = found or (here.by_card.get(card) if card else None)
    known = here.known.get(found.id) if found else None
    if known is not None and known.person.name != entry.name:
        desk.remarks.append(
            desk.tell(entry, Column.NAME, "other-name", kept=known.person.name, told=entry.name)
        )
    home_id, village = _home(desk, entry)
    return Planned(
        entry=entry,
        phone_index=phone,
        card_index=card,
        home_id=home_id,
        village=village,
        mentor_id=_mentor(desk, entry),
        known=known,
        elsewhere=elsewhere.id if elsewhere and known is None else None,
    )


def _home(desk: _Desk, entry: Entry) -> tuple[int | None, str]:
    """The township on record and the village; a township that is not on record stays in words."""
    if not entry.township:
        return None, entry.village
    townships = desk.here.townships
    if found := townships.get(_short(entry.township)):
        return found[0], entry.village
    if townships:
        close = get_close_matches(_short(entry.township), townships, 1, ALIKE)
        near = townships[close[0]][1] if close else ""
        desk.remarks.append(
            desk.tell(entry, Column.TOWNSHIP, "no-township", told=entry.township, near=near)
        )
    return None, f"{entry.township}{entry.village}"[:LONGEST_VILLAGE]


def _short(name: str) -> str:
    """A township's name as people say it: no county before, no kind or note behind."""
    bare = _BEFORE.sub("", _ASIDE.sub("", name))
    return _END.sub("", bare) or bare


def _mentor(desk: _Desk, entry: Entry) -> int | None:
    if not entry.mentor:
        return None
    found = desk.here.mentors.get(entry.mentor)
    if found is None:
        desk.remarks.append(desk.tell(entry, Column.MENTOR, "no-mentor", told=entry.mentor))
    return found


def _card_fault(desk: _Desk, plan: Planned) -> Fault | None:
    """An ID card that is somebody else's of the same agency; of others nothing is said."""
    owner = desk.here.by_card.get(plan.card_index) if plan.card_index else None
    if owner is None or owner.id not in desk.here.known:
        return None
    if plan.known is not None and plan.known.person.id == owner.id:
        return None
    return desk.tell(plan.entry, Column.ID_CARD, "others-card", name=owner.name)


def _new_classes(plans: Sequence[Planned], here: _Here) -> Iterator[str]:
    for plan in plans:
        named = plan.entry.class_name if plan.known is None else plan.additions.class_name
        if named and named not in here.classes:
            yield named
