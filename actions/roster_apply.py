"""Third of three: write what was checked, all of it in one transaction or nothing.

Everything slow (sealing, reading, turning rows into what the driver takes) is done before the
gate; inside it stand only the questions whether somebody came meanwhile, and inserts of many rows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.notices import tell_people
from actions.roster_add import ChangedSinceError, Extras
from actions.roster_checking import Checked
from actions.roster_enter import Crowd, Entrance, Newcomer
from actions.roster_plans import Planned
from actions.waiting import offer_key
from domain.access import Role
from models.base import new_uid
from models.batches import Batch
from models.people import Person
from models.places import Agency, StudyClass
from models.roster import ImportRow, PendingMembership, RosterImport
from models.roster_queries import FOR_PERSON, offered_among, open_classes, people_with, rows_of
from models.seal import Keyring

CREATED: Final = "created"
WAITING: Final = "waiting"


class RosterChangedError(Exception):
    """Somebody of the roster came in, or left, since it was looked over."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A roster ready to be written: everything slow is done."""

    import_id: int
    where: Entrance
    rows: tuple[Newcomer, ...]
    crowd: Crowd
    """Those of them who are new."""
    outcomes: "Outcomes"
    extras: Extras
    """What those get who are in the agency already."""
    class_names: tuple[str, ...]


class Outcomes:
    """What becomes of each new person's row, bound before the gate but for the person."""

    def __init__(self, db: Session, row_ids: Mapping[int, int], crowd: Crowd) -> None:
        dialect = db.get_bind().dialect
        self._batch = Batch(
            dialect, ImportRow, ("outcome", "made"), ("person_id", "id"), change=True
        )
        self._ids = [row_ids[one.plan.entry.row] for one in crowd.people]
        made = ({"facts": len(one.plan.facts)} for one in crowd.people)
        self._rows = [self._batch.bound({"outcome": CREATED, "made": one}) for one in made]

    def write(self, db: Session, people: Sequence[int]) -> None:
        """Write them beside the people who were entered."""
        rows = zip(self._rows, people, self._ids, strict=True)
        self._batch.write(db, ((*row, person, id_) for row, person, id_ in rows))


def prepare(
    db: Session,
    kept: RosterImport,
    checked: Checked,
    *,
    keyring: Keyring,
    by: Person,
    at: datetime,
) -> Ready:
    """Seal and bind what will be written, before the gate is taken; every row costs the same."""
    where = Entrance(db.get_one(Agency, kept.agency_id), by, f"import:{kept.uid}", at)
    rows = tuple(_sealed(plan, keyring) for plan in checked.plans)
    new = [one for one in rows if one.plan.known is None and one.plan.elsewhere is None]
    crowd = Crowd(db.get_bind().dialect, new, where)
    numbers = rows_of(kept.id).with_only_columns(ImportRow.number, ImportRow.id)
    row_ids = dict(db.execute(numbers).all())
    extras = Extras(db, rows, where, row_ids)
    return Ready(
        kept.id, where, rows, crowd, Outcomes(db, row_ids, crowd), extras, _class_names(rows)
    )


def _class_names(rows: Sequence[Newcomer]) -> tuple[str, ...]:
    """The classes somebody comes into, each once, in the order of the rows."""
    plans = (one.plan for one in rows)
    names = (p.additions.class_name if p.known else p.entry.class_name for p in plans)
    return tuple(name for name in dict.fromkeys(names) if name)


def _sealed(plan: Planned, keyring: Keyring) -> Newcomer:
    uid = plan.known.person.uid if plan.known else new_uid()
    card = plan.entry.id_card
    return Newcomer(
        plan,
        uid,
        b"" if plan.known else keyring.seal(plan.entry.phone, f"people.phone.{uid}"),
        keyring.seal(card, f"people.id_card.{uid}") if card else None,
    )


def apply_roster(db: Session, ready: Ready) -> RosterImport:
    """Enter the people of a roster; applied twice it is applied once.

    Raises:
        RosterChangedError: look it over once more; nothing was written.
    """
    query = select(RosterImport).where(RosterImport.id == ready.import_id).with_for_update()
    kept = db.scalars(query).one()
    if kept.applied_at is not None:
        return kept
    _refuse_changed(db, ready.rows)
    work = _Work(db, kept, ready.where)
    work.classes(ready.class_names)
    work.newcomers(ready)
    work.offers([one for one in ready.rows if one.plan.elsewhere])
    work.additions(ready)
    work.finish()
    return kept


def _refuse_changed(db: Session, rows: Sequence[Newcomer]) -> None:
    phones = {one.plan.phone_index for one in rows}
    cards = {one.plan.card_index for one in rows if one.plan.card_index}
    owners = people_with(phones, cards)
    found: dict[bytes, int] = {}
    columns = (Person.id, Person.phone_index, Person.id_card_index)
    for person_id, *indexes in db.execute(owners.with_only_columns(*columns)):
        found |= {index: person_id for index in indexes if index}
    for one in rows:
        plan = one.plan
        owner = found.get(plan.phone_index) or found.get(plan.card_index or b"")
        if owner != (plan.known.person.id if plan.known else plan.elsewhere):
            raise RosterChangedError


class _Work:
    """One roster being written: what became of each row is gathered and written at the end."""

    def __init__(self, db: Session, kept: RosterImport, where: Entrance) -> None:
        self.db, self.kept, self.by, self.at = db, kept, where.by, where.at
        self.agency, self.cause = where.agency, where.cause
        self.counts: Counter[str] = Counter()
        self.class_ids: dict[str, int] = {}
        self.made_classes: list[int] = []
        self.outcomes: dict[int, tuple[str, int | None, Mapping[str, Any]]] = {}

    def classes(self, names: Sequence[str]) -> None:
        """The classes named, those that are missing made."""
        for row in self.db.scalars(open_classes(self.agency.id)):
            self.class_ids.setdefault(row.name, row.id)
        for name in names:
            if name not in self.class_ids:
                self._make_class(name)

    def _make_class(self, name: str) -> None:
        made = StudyClass(name=name, agency_id=self.agency.id, made_by_id=self.by.id)
        self.db.add(made)
        self.db.flush()
        self.class_ids[name] = made.id
        self.made_classes.append(made.id)
        self._tell("class-made", made.uid)

    def newcomers(self, ready: Ready) -> None:
        """Enter who is new, and write beside their rows who they are."""
        ids = ready.crowd.enter(self.db, self.class_ids)
        ready.outcomes.write(self.db, ids)
        self.counts[CREATED] = len(ids)

    def offers(self, ready: Sequence[Newcomer]) -> None:
        """Ask who belongs elsewhere, or left; nobody is asked twice before they answer."""
        people = [one.plan.elsewhere for one in ready if one.plan.elsewhere]
        asked = set(self.db.scalars(offered_among(self.agency.id, people)))
        told = {"key": offer_key(self.cause), "at": self.at, "href": "/me"}
        tell_people(self.db, set(people) - asked, "asked-in", **told)
        for one in ready:
            person_id = one.plan.elsewhere
            self.outcomes[one.plan.entry.row] = (WAITING, person_id, {})
            if person_id and person_id not in asked:
                asked.add(person_id)
                self.db.add(self._offer(one.plan, person_id))

    def _offer(self, plan: Planned, person_id: int) -> PendingMembership:
        return PendingMembership(
            person_id=person_id,
            agency_id=self.agency.id,
            class_id=self.class_ids.get(plan.entry.class_name),
            role=Role.TRAINEE,
            waits_for=FOR_PERSON,
            cause=self.cause,
            made_by_id=self.by.id,
            mentor_id=plan.mentor_id,
            made_at=self.at,
        )

    def additions(self, ready: Ready) -> None:
        """Add to who is here already what they do not have yet."""
        try:
            ready.extras.write(self.db, self.class_ids)
        except ChangedSinceError as changed:
            raise RosterChangedError from changed
        self.counts += ready.extras.outcomes

    def finish(self) -> None:
        """Write what became of each row, and how many there were of each."""
        here = rows_of(self.kept.id).with_only_columns(ImportRow.id, ImportRow.number)
        rows = [
            {"id": row.id, "outcome": found[0], "person_id": found[1], "made": found[2]}
            for row in (self.db.execute(here) if self.outcomes else ())
            if (found := self.outcomes.get(row.number))
        ]
        if rows:
            self.db.execute(update(ImportRow), rows)
        self.counts += Counter(outcome for outcome, _person, _made in self.outcomes.values())
        self.kept.counts = {**self.kept.counts, **self.counts, "classes": self.made_classes}
        self.kept.applied_at = self.at
        self._tell("roster-applied", self.kept.uid, **self.counts)
        self.db.flush()

    def _tell(self, action: str, subject: object, **detail: object) -> None:
        audit.tell(
            self.db,
            actor=self.by.uid,
            action=action,
            subject=subject,
            agency=self.agency.uid,
            at=self.at,
            **detail,
        )
