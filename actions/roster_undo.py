"""Taking a roster back within a day: rows untouched since are reversed, the rest is listed.

Touched is whoever has any row anywhere that the roster did not make: a sign-in, an answer, a
message, another stage. That is asked of every table that points to people, so that a table of
tomorrow is asked too.

A few hundred rows a transaction: each is asked about and taken back in one step, and who is
touched between two steps stays. Interrupted, it goes on where it stopped when asked again, also
after the day is over: what was begun may be ended.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from actions import audit
from actions.notices import see_of
from actions.roster import HOURS_TO_UNDO
from actions.roster_add import UPDATED
from actions.roster_apply import CREATED, WAITING
from actions.roster_undo_additions import take_additions_back
from actions.slices import slices
from actions.stages import add_people, measures_of
from actions.waiting import offer_key
from domain.recruiting import State
from models.base import Base, Database
from models.learning import PersonLock
from models.notices import Notice
from models.people import Guidance, Membership, Person
from models.pipeline import Candidate, StageNow
from models.places import Agency, StudyClass
from models.road import AssignmentTo, EligibilityFact, StageEntered
from models.roster import ImportRow, PendingMembership, RosterImport
from models.roster_queries import outcome_counts, rows_of

UNDONE: Final = "undone"
KEPT: Final = "kept"
SLICE: Final = 400
"""So many rows are taken back in one transaction."""
VERBS: Final = 20
"""So many of those whose additions are taken back one by one, by the verbs of the pages."""
ONE_EACH: Final = {
    "person_locks": 1,
    "memberships": 1,
    "stages_entered": 1,
    "stages_now": 1,
    "guidances": 1,
    "import_rows": 1,
}
"""Rows a roster makes for each new person; answers about eligibility are counted per row."""
ANY: Final = frozenset({"assignment_people", "notices", "candidates"})
"""Rows the house makes by itself for whoever comes in: they go along."""
GOES: Final[tuple[type[Base], ...]] = (
    AssignmentTo,
    Notice,
    EligibilityFact,
    StageNow,
    StageEntered,
    Membership,
    PersonLock,
)
Made = Mapping[str, Any]
PERSON: Final = Person.__table__.c.id


class TooLateError(Exception):
    """More than a day has passed since the roster was applied, or it was undone already."""


def may_undo(kept: RosterImport, outcomes: Collection[str], at: datetime) -> bool:
    """Whether a roster whose rows came to these outcomes can still be taken back."""
    if kept.applied_at is None or kept.undone_at is not None:
        return False
    return is_begun(outcomes) or at < kept.applied_at + timedelta(hours=HOURS_TO_UNDO)


def is_begun(outcomes: Collection[str]) -> bool:
    """Whether some of its rows were taken back, or looked at for that."""
    return UNDONE in outcomes or KEPT in outcomes


def undo_roster(database: Database, import_id: int, *, by: Person, at: datetime) -> RosterImport:
    """Take back what a roster wrote, row by row, where nobody touched it since.

    Raises:
        TooLateError: it was undone already, or a day has passed.
    """
    with database.reading() as db:
        kept, outcomes = db.get_one(RosterImport, import_id), _outcomes(db, import_id)
        if not may_undo(kept, outcomes, at):
            raise TooLateError
        left = db.execute(_left(import_id).with_only_columns(ImportRow.id, ImportRow.outcome))
        ids = {CREATED: [], WAITING: [], UPDATED: []}
        for row_id, outcome in left:
            ids[outcome].append(row_id)
    if not is_begun(outcomes):
        with database.writing() as db:
            _tell(db, _locked(db, import_id), "roster-undo-begun", by, at)
    for outcome, size in ((CREATED, SLICE), (WAITING, SLICE), (UPDATED, VERBS)):
        for piece in slices(ids[outcome], size):
            with database.writing() as db:
                _undo_rows(db, _locked(db, import_id), piece, by, at)
    with database.writing() as db:
        return _finish(db, _locked(db, import_id), by, at)


def _left(import_id: int) -> Select[ImportRow]:
    """The rows that may still be taken back."""
    return rows_of(import_id).where(ImportRow.outcome.in_((CREATED, WAITING, UPDATED)))


def _locked(db: Session, import_id: int) -> RosterImport:
    return db.scalars(
        select(RosterImport).where(RosterImport.id == import_id).with_for_update()
    ).one()


def _undo_rows(
    db: Session, kept: RosterImport, ids: Collection[int], by: Person, at: datetime
) -> None:
    rows = db.scalars(_left(kept.id).where(ImportRow.id.in_(ids))).all()
    _hold(db, [row.person_id for row in rows if row.person_id])
    created = {row.person_id: row for row in rows if row.outcome == CREATED and row.person_id}
    free = created.keys() - _touched(db, {p: row.made for p, row in created.items()})
    for person_id, row in created.items():
        row.outcome = UNDONE if person_id in free else KEPT
    for row in rows:
        if row.outcome == WAITING:
            row.outcome = UNDONE if _take_offer_back(db, kept, row, at) else KEPT
        elif row.outcome == UPDATED:
            row.outcome = UNDONE if take_additions_back(db, kept, row, by, at) else KEPT
    db.flush()
    _remove(db, free)


def _hold(db: Session, people: Collection[int]) -> None:
    """Wait for whoever writes about them, and let nobody begin: in the order that verbs lock."""
    for column in (PersonLock.person_id, Person.id):
        rows = select(column).where(column.in_(people)).order_by(column)
        db.scalars(rows.with_for_update()).all()


def _touched(db: Session, made: Mapping[int, Made]) -> set[int]:
    """Those who did something or to whom something was done since."""
    people = list(made)
    if not people:
        return set()
    own = or_(Person.password_hash != "", Person.login_name.is_not(None))
    touched = set(db.scalars(select(Person.id).where(Person.id.in_(people), own)))
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if table.name in ANY or not any(key.column is PERSON for key in column.foreign_keys):
                continue
            counted = select(column, func.count()).where(column.in_(people)).group_by(column)
            for person, many in db.execute(counted):
                if many > _expected(table.name, made[person]):
                    touched.add(person)
    return touched


def _expected(table: str, made: Made) -> int:
    return made.get("facts", 0) if table == "eligibility_facts" else ONE_EACH.get(table, 0)


def _remove(db: Session, people: Collection[int]) -> None:
    """Take people out as if they had never been entered; the audit log remembers them."""
    if not people:
        return
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in db.scalars(select(StageNow).where(StageNow.person_id.in_(people))):
        for pair in measures_of(row.track, row.stage, stuck=row.stuck, engaged=row.engaged):
            counts[(*pair, row.agency_id, row.class_id, row.home_id)] -= 1
    for (measure, key, agency, class_id, home), many in counts.items():
        add_people(db, measure, key, many, agency_id=agency, class_id=class_id, home_id=home)
    for table in GOES:
        _run(db, delete(table).where(table.person_id.in_(people)))  # ty: ignore[missing-attribute]
    _run(db, delete(Guidance).where(Guidance.trainee_id.in_(people)))
    met = update(Candidate).where(Candidate.person_id.in_(people))
    _run(db, met.values(person_id=None, state=State.OPEN.value))
    _run(db, update(ImportRow).where(ImportRow.person_id.in_(people)).values(person_id=None))
    _run(db, delete(Person).where(Person.id.in_(people)))


def _run(db: Session, change: Executable) -> None:
    """Change many rows; the session's own copies of them are not asked for again."""
    db.execute(change, execution_options={"synchronize_session": False})


def _take_offer_back(db: Session, kept: RosterImport, row: ImportRow, at: datetime) -> bool:
    """Ask no longer; whether they did not come in. Who said no is as who never answered."""
    cause = f"import:{kept.uid}"
    still = update(PendingMembership).where(
        PendingMembership.person_id == row.person_id,
        PendingMembership.cause == cause,
        PendingMembership.answered_at.is_(None),
    )
    db.execute(still.values(answered_at=at, accepted=False))
    if row.person_id:
        see_of(db, row.person_id, offer_key(cause), at=at)
    here = select(Membership.id).where(
        Membership.person_id == row.person_id,
        Membership.agency_id == kept.agency_id,
        Membership.ends_at.is_(None),
    )
    return db.scalars(here).first() is None


def _close_classes(db: Session, kept: RosterImport, at: datetime) -> None:
    """Classes that the roster made and that nobody is in any more are closed."""
    made = kept.counts.get("classes") or []
    inside = select(StageNow.class_id).where(StageNow.class_id.in_(made))
    empty = StudyClass.id.in_(made) & StudyClass.id.not_in(inside)
    db.execute(update(StudyClass).where(empty, StudyClass.closed_at.is_(None)).values(closed_at=at))


def _finish(db: Session, kept: RosterImport, by: Person, at: datetime) -> RosterImport:
    """Say that everything is done; who comes second finds it said."""
    if kept.undone_at is not None:
        return kept
    _close_classes(db, kept, at)
    kept.undone_at = at
    outcomes = _outcomes(db, kept.id)
    undone, stays = outcomes.get(UNDONE, 0), outcomes.get(KEPT, 0)
    kept.counts = {**kept.counts, UNDONE: undone, KEPT: stays}
    _tell(db, kept, "roster-undone", by, at, undone=undone, kept=stays)
    db.flush()
    return kept


def _outcomes(db: Session, import_id: int) -> dict[str, int]:
    return dict(db.execute(outcome_counts(import_id)).all())


def _tell(
    db: Session, roster: RosterImport, action: str, by: Person, at: datetime, **detail: object
) -> None:
    agency = db.get_one(Agency, roster.agency_id).uid
    about = {"actor": by.uid, "action": action, "subject": roster.uid, "agency": agency}
    audit.tell(db, at=at, **about, **detail)
