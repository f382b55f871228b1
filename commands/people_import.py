"""`flask people import FILE`: the same read, check and apply as the page, for a terminal."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.roster import Roster, digest_of, find_agency, keep_file, ordered, sealed_rows
from actions.roster_apply import apply_roster, prepare
from actions.roster_checking import Checked, check_rows
from actions.roster_reading import MOST_BYTES, read_file
from actions.roster_zip import UnreadableError
from blueprints.web.house import House
from blueprints.words.roster import column_words, fault_words, missing_words, unreadable_words
from domain.access import Role
from domain.roster import missing_columns
from models import migrate
from models.base import Database, new_uid
from models.people import Membership, Person
from models.places import Agency

DEMO_AGENCY = "云岭社工站"


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    path: Path
    agency: str | None
    purpose: str
    dry_run: bool


def import_people(house: House, order: Order) -> dict[str, Any]:
    """Read, check and, unless it is only tried, enter; the report as the contract has it."""
    at = datetime.now(UTC)
    with force_locale("zh_Hans_CN"):
        try:
            raw = _bytes_of(order.path)
            roster = ordered(read_file(raw), purpose=order.purpose, at=at)
        except UnreadableError as wrong:
            return _report(0, 0, [_error(0, "", unreadable_words(wrong))])
        missing = [
            _error(0, column_words(column), missing_words(column))
            for column in missing_columns(roster.columns)
        ]
        if missing:
            return _report(len(roster.rows), 0, missing)
        checked = _check(house, order, roster, at)
        if not order.dry_run and not checked.faults:
            _apply(house, order, roster, checked, raw, at)
        return report_of(checked)


def report_of(checked: Checked) -> dict[str, Any]:
    """Rows, valid ones, errors, and how many people would be entered and completed."""
    faulty = {fault.row for fault in checked.faults}
    errors = [_error(fault.row, fault.header, fault_words(fault)) for fault in checked.faults]
    report = _report(checked.reading.rows, checked.reading.rows - len(faulty), errors)
    return report | {
        "would_create": checked.would_create,
        "would_update": checked.would_update,
    }


def remarks_of(checked: Checked) -> list[str]:
    """What is only remarked, a line each."""
    return [f"{fault.row} {fault.header}: {fault_words(fault)}" for fault in checked.remarks]


def _bytes_of(path: Path) -> bytes:
    """The file, no more of it than would be too much."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _check(house: House, order: Order, roster: Roster, at: datetime) -> Checked:
    with _database(house, order) as database, database.reading() as db:
        agency = _agency(db, house, order)
        return check_rows(
            db,
            agency,
            roster.rows,
            roster.columns,
            roster.names,
            keyring=house.keyring,
            at=at,
        )


@contextmanager
def _database(house: House, order: Order) -> Generator[Database]:
    """The house's database; for a trial without one, a temporary one."""
    if not order.dry_run or _is_there(house):
        yield house.database
        return
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'trial.db'}")
        migrate.upgrade(database)
        try:
            yield database
        finally:
            database.close()


def _is_there(house: House) -> bool:
    """Whether the database has the newest shape; a file that is not there is not made."""
    path = house.database.engine.url.database
    if house.database.is_sqlite and not (path and Path(path).exists()):
        return False
    return migrate.current(house.database) == migrate.head()


def _agency(db: Session, house: House, order: Order) -> Agency | None:
    """The agency named, or the demo's; with none in the house at all, nobody's."""
    names = db.scalars(select(Agency.name).order_by(Agency.id)).all()
    wanted = order.agency or (DEMO_AGENCY if house.settings.demo else "")
    found = find_agency(db, wanted) if wanted else None
    if found is None and order.agency is None and house.settings.demo and names:
        found = find_agency(db, names[0])
    if found is not None or (order.dry_run and not names):
        return found
    if not wanted:
        raise click.UsageError("say whose people they are: --agency NAME")
    raise click.BadParameter(
        f"there is no agency of this name; there are: {', '.join(names) or 'none'}",
        param_hint="--agency",
    )


def _apply(
    house: House, order: Order, roster: Roster, checked: Checked, raw: bytes, at: datetime
) -> None:
    sealed = sealed_rows(roster, house.keyring)
    with house.database.writing() as db:
        agency = _agency(db, house, order)
        by = _manager(db, agency) if agency else None
        if agency is None or by is None:
            raise click.ClickException("the agency has no manager; enter one first")
        kept = keep_file(
            db,
            roster,
            sealed,
            digest_of(raw),
            file_name=order.path.name,
            purpose=order.purpose,
            by=by,
            agency=agency,
            once=new_uid(),
            at=at,
        )
    with house.database.reading() as db:
        ready = prepare(db, kept, checked, keyring=house.keyring, by=by, at=at)
    with house.database.writing() as db:
        apply_roster(db, ready)


def _manager(db: Session, agency: Agency) -> Person | None:
    """In whose name the command works: the agency's first manager."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.agency_id == agency.id, Membership.role == Role.MANAGER)
        .where(Membership.ends_at.is_(None))
        .order_by(Membership.id)
    )
    return db.scalars(query).first()


def _report(rows: int, valid: int, errors: list[dict[str, Any]]) -> dict[str, Any]:
    return {"rows": rows, "valid": valid, "errors": errors, "would_create": 0, "would_update": 0}


def _error(row: int, column: str, message: str) -> dict[str, Any]:
    return {"row": row, "column": column, "message": message}
