"""Verbs of the keys: seal everything with the newest, and let the old one go.

Sealed columns are listed here, each with the place its bytes are bound to (decisions.md 20). The
keyed indexes hang on the oldest key, so that rotation needs no standstill; to be rid of the old
key altogether they are made anew while the server is stopped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from actions import audit
from models.base import Base, Database
from models.factors import SecondFactor
from models.notices import HouseSetting, NoticeWish
from models.people import Person
from models.pipeline import Candidate
from models.road import Certificate
from models.roster import ImportRow, RosterImport
from models.seal import Keyring, SealBrokenError

SLICE: Final = 500
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Sealed:
    """A sealed column: its place with {} for what `parts` hold, and the index that finds it."""

    column: Column
    place: str
    parts: tuple[Column, ...]
    parent: type[Base] | None = None
    """The table that `parts` come from, where it is another one."""
    index: Column | None = None

    @property
    def table(self) -> type[Base]:
        """The table of the column."""
        return self.column.class_

    @property
    def name(self) -> str:
        """Table and column, for people."""
        return f"{self.table.__tablename__}.{self.column.key}"

    def rows(self, after: int) -> Select[Any]:
        """Row, bytes and parts of the place, from the row after `after` on."""
        query = select(self.table.id, self.column, *self.parts)
        if self.parent is not None:
            query = query.join(self.parent)
        return (
            query.where(self.column.is_not(None), self.table.id > after)
            .order_by(self.table.id)
            .limit(SLICE)
        )


COLUMNS: Final[tuple[Sealed, ...]] = (
    Sealed(Person.phone_sealed, "people.phone.{}", (Person.uid,), index=Person.phone_index),
    Sealed(Person.id_card_sealed, "people.id_card.{}", (Person.uid,), index=Person.id_card_index),
    Sealed(Certificate.number_sealed, "certificates.number.{}", (Certificate.uid,)),
    Sealed(
        Candidate.phone_sealed, "candidates.phone.{}", (Candidate.uid,), index=Candidate.phone_index
    ),
    Sealed(SecondFactor.secret_sealed, "second_factors.secret.{}", (SecondFactor.uid,)),
    Sealed(NoticeWish.email_sealed, "notice_wishes.email.{}", (Person.uid,), Person),
    Sealed(HouseSetting.sealed, "{}", (HouseSetting.key,)),
    Sealed(
        ImportRow.sealed,
        "import_rows.sealed.{}.{}",
        (RosterImport.uid, ImportRow.number),
        RosterImport,
    ),
)


class KeysNotReadyError(Exception):
    """Something is still sealed with an older key, or cannot be opened at all."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many values of a column were sealed anew, and how many no key opens."""

    name: str
    sealed: int
    lost: int


def rotate(database: Database, keyring: Keyring, *, at: datetime) -> list[Rotated]:
    """Seal everything with the newest key, a slice at a time, while people go on working."""
    done = [_rotate(database, column, keyring) for column in COLUMNS]
    with database.writing() as db:
        counts = {one.name: one.sealed for one in done if one.sealed}
        audit.tell(db, actor="command-line", action="keys-rotated", at=at, sealed=counts)
    return done


def let_go(database: Database, keyring: Keyring, newest: Keyring, *, at: datetime) -> int:
    """Make the indexes anew with the newest key alone; how many. Nobody else may write meanwhile.

    Raises:
        KeysNotReadyError: something is not sealed with the newest key yet.
    """
    changed = 0
    with database.writing() as db:
        for column in COLUMNS:
            for row in _all(db, column):
                if not keyring.is_newest(row[1]):
                    raise KeysNotReadyError(column.name)
        for column in COLUMNS:
            if column.index is not None:
                changed += _index_anew(db, column, newest)
        audit.tell(db, actor="command-line", action="keys-let-go", at=at, indexes=changed)
    return changed


def fits(db: Session, keyring: Keyring) -> bool:
    """Whether these keys open and find what is kept: looked at with one phone number."""
    query = select(Person).where(Person.phone_sealed.is_not(None)).order_by(Person.id).limit(1)
    person = db.scalars(query).first()
    if person is None or person.phone_sealed is None:
        return True
    try:
        phone = keyring.open(person.phone_sealed, f"people.phone.{person.uid}")
    except SealBrokenError:
        return False
    return keyring.index(phone) == person.phone_index


def _rotate(database: Database, column: Sealed, keyring: Keyring) -> Rotated:
    after, sealed, lost = 0, 0, 0
    while True:
        with database.writing() as db:
            rows = db.execute(column.rows(after).with_for_update(of=column.table)).all()
            changes, broken = _sealed_anew(column, rows, keyring)
            _write(db, column.table, column.column, changes)
        sealed, lost = sealed + len(changes), lost + broken
        if len(rows) < SLICE:
            return Rotated(column.name, sealed, lost)
        after = rows[-1][0]


def _sealed_anew(
    column: Sealed, rows: Sequence[Any], keyring: Keyring
) -> tuple[list[dict[str, Any]], int]:
    changes, broken = [], 0
    for row_id, kept, *parts in rows:
        if keyring.is_newest(kept):
            continue
        place = column.place.format(*parts)
        try:
            changes.append(
                {"in_row": row_id, "new_bytes": keyring.seal(keyring.open(kept, place), place)}
            )
        except SealBrokenError:
            broken += 1
    return changes, broken


def _index_anew(db: Session, column: Sealed, newest: Keyring) -> int:
    changes = [
        {
            "in_row": row_id,
            "new_bytes": newest.index(newest.open(kept, column.place.format(*parts))),
        }
        for row_id, kept, *parts in _all(db, column)
    ]
    if column.index is not None:
        _write(db, column.table, column.index, changes)
    return len(changes)


def _all(db: Session, column: Sealed) -> Iterator[Any]:
    after = 0
    while rows := db.execute(column.rows(after)).all():
        yield from rows
        after = rows[-1][0]


def _write(
    db: Session, table: type[Base], column: Column, changes: Sequence[Mapping[str, Any]]
) -> None:
    if changes:
        statement = (
            update(table.__table__)  # ty: ignore[invalid-argument-type] - a table, as all of ours
            .where(table.__table__.c.id == bindparam("in_row"))
            .values({column.key: bindparam("new_bytes")})
        )
        db.connection().execute(statement, changes)
