"""Rosters between pages: a file is kept sealed for a day, its columns named, then applied."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from actions import audit
from actions.jobs import Workshop, ask_for
from actions.roster_checking import Checked, check_rows
from actions.roster_reading import MOST_ROWS, Sheet
from actions.roster_zip import UnreadableError
from domain.days import local_day
from domain.id_card import looks_like_id_card
from domain.roster import Column, find_header, guess_columns
from domain.roster_cells import without_id_card
from models.base import new_uid
from models.people import Person
from models.places import Agency
from models.roster import ImportRow, RosterImport
from models.roster_queries import import_sent, rows_of
from models.seal import Keyring

JOB: Final = "blank-roster"
HOURS_TO_UNDO: Final = 24
PURPOSES: Final = ("exam", "filing")
"""Why ID-card numbers are kept: exam registration, or the agency's own filing."""
LONGEST_FILE_NAME: Final = 120


class RosterGoneError(Exception):
    """The rows were blanked: more than a day has passed since the file was read."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A file read and put in order: header, columns as guessed, and the rows below."""

    sheet: str
    names: tuple[str, ...]
    columns: Mapping[Column, int]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedRows:
    """The rows of a file, sealed under the id it will be kept by."""

    uid: UUID
    rows: tuple[tuple[int, bytes], ...]


def ordered(sheet: Sheet, *, purpose: str, at: datetime) -> Roster:
    """Find the header and the columns; ID cards that nobody has a purpose for go here.

    Raises:
        UnreadableError: empty (nothing under the header), rows (too many).
    """
    header = find_header([cells for _number, cells in sheet.rows])
    if header is None or len(sheet.rows) <= header.place + 1:
        raise UnreadableError("empty")
    rows = sheet.rows[header.place + 1 :]
    if len(rows) > MOST_ROWS:
        raise UnreadableError("rows", most=MOST_ROWS)
    columns = guess_columns(header)
    if purpose not in PURPOSES:
        place = columns.get(Column.ID_CARD)
        rows = tuple((number, _without_cards(cells, place, at)) for number, cells in rows)
    return Roster(sheet.name, header.names, columns, rows, sheet.others)


def sealed_rows(roster: Roster, keyring: Keyring) -> SealedRows:
    """Seal the rows of a file, before the gate: ten thousand take as long as many writes."""
    uid = new_uid()
    place = _place(uid)
    return SealedRows(
        uid,
        tuple(
            (number, keyring.seal(json.dumps(cells, ensure_ascii=False), f"{place}.{number}"))
            for number, cells in roster.rows
        ),
    )


def keep_file(
    db: Session,
    roster: Roster,
    sealed: SealedRows,
    raw_hash: str,
    *,
    file_name: str,
    purpose: str,
    by: Person,
    agency: Agency,
    once: UUID,
    at: datetime,
) -> RosterImport:
    """Keep a file's sealed rows for the pages to come; sent twice it is kept once."""
    if known := db.scalars(import_sent(by.id, once)).one_or_none():
        return known
    kept = RosterImport(
        uid=sealed.uid,
        agency_id=agency.id,
        by_id=by.id,
        once=once,
        file_name=file_name[-LONGEST_FILE_NAME:],
        sha256=raw_hash,
        purpose=purpose if purpose in PURPOSES else "",
        columns=described(roster, roster.columns),
        counts={"rows": len(roster.rows)},
        read_at=at,
        expires_at=at + timedelta(hours=HOURS_TO_UNDO),
    )
    db.add(kept)
    db.flush()
    _keep_rows(db, kept, sealed)
    _tell(db, "roster-read", kept, by.uid, agency.uid, at, rows=len(roster.rows))
    _blank_later(db, kept, at)
    return kept


def digest_of(raw: bytes) -> str:
    """By what a file is known again."""
    return hashlib.sha256(raw).hexdigest()


def described(roster: Roster, columns: Mapping[Column, int]) -> dict[str, Any]:
    """Header and columns as they are kept."""
    places = {column.value: place for column, place in columns.items()}
    read = {"sheet": roster.sheet, "others": list(roster.others)}
    return {**read, "names": list(roster.names), "places": places}


def columns_of(kept: RosterImport) -> dict[Column, int]:
    """Which column stands where, as guessed or as corrected."""
    return {Column(name): place for name, place in kept.columns["places"].items()}


def name_columns(db: Session, import_id: int, columns: Mapping[Column, int]) -> None:
    """Correct which column is which."""
    kept = db.get_one(RosterImport, import_id)
    places = {column.value: place for column, place in columns.items()}
    kept.columns = {**kept.columns, "places": places}
    db.flush()


def opened_rows(
    db: Session, kept: RosterImport, keyring: Keyring, *, most: int | None = None
) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of a file as they were read, or the first of them.

    Raises:
        RosterGoneError: they were blanked.
    """
    query = rows_of(kept.id).with_only_columns(ImportRow.number, ImportRow.sealed).limit(most)
    place = _place(kept.uid)
    rows = []
    for number, sealed in db.execute(query):
        if sealed is None:
            raise RosterGoneError
        rows.append((number, tuple(json.loads(keyring.open(sealed, f"{place}.{number}")))))
    return rows


def typed_in(kept: RosterImport, row: ImportRow, keyring: Keyring) -> Mapping[Column, str]:
    """What stands in one row of a file, by column; nothing once it was blanked."""
    if row.sealed is None:
        return {}
    cells = json.loads(keyring.open(row.sealed, f"{_place(kept.uid)}.{row.number}"))
    return {column: cells[at] for column, at in columns_of(kept).items()}


def check_kept(db: Session, kept: RosterImport, *, keyring: Keyring, at: datetime) -> Checked:
    """Look over a file that was kept.

    Raises:
        RosterGoneError: it was blanked.
    """
    rows = opened_rows(db, kept, keyring)
    agency = db.get_one(Agency, kept.agency_id)
    names: Sequence[str] = kept.columns["names"]
    return check_rows(db, agency, rows, columns_of(kept), names, keyring=keyring, at=at)


def blank_when_due(db: Session, body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: forget what stood in the rows; who came of them stays on record."""
    del workshop, at
    gone = update(ImportRow).where(ImportRow.import_id == body["import"])
    db.execute(gone.where(ImportRow.sealed.is_not(None)).values(sealed=None))


def _blank_later(db: Session, kept: RosterImport, at: datetime) -> None:
    del at
    ask_for(db, JOB, f"{JOB}:{kept.id}", at=kept.expires_at, body={"import": kept.id})


def _keep_rows(db: Session, kept: RosterImport, sealed: SealedRows) -> None:
    same = {"import_id": kept.id, "outcome": "", "made": {}}
    rows = [same | {"number": number, "sealed": body} for number, body in sealed.rows]
    db.execute(insert(ImportRow), rows)


def _place(uid: UUID) -> str:
    return f"import_rows.sealed.{uid}"


def _without_cards(cells: tuple[str, ...], place: int | None, at: datetime) -> tuple[str, ...]:
    """The cells without numbers of ID cards: those of the column, and those elsewhere."""
    today = local_day(at)
    return tuple(
        without_id_card(cell, today)
        if at_place == place
        else ""
        if looks_like_id_card(cell)
        else cell
        for at_place, cell in enumerate(cells)
    )


def _tell(
    db: Session,
    action: str,
    kept: RosterImport,
    by: object,
    agency: object,
    at: datetime,
    **detail: object,
) -> None:
    audit.tell(db, actor=by, action=action, subject=kept.uid, agency=agency, at=at, **detail)
    db.flush()


def find_agency(db: Session, name: str) -> Agency | None:
    """The agency of this name, for the command line."""
    return db.scalars(select(Agency).where(Agency.name == name)).one_or_none()
