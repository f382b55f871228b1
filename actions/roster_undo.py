"""Taking a roster back within a day: rows untouched since are reversed, the rest is listed.

Touched is whoever has any row anywhere that the roster did not make: a sign-in, an answer, a
message, another stage. That is asked of every table that points to people, so that a table of
tomorrow is asked too.

A few hundred rows a transaction: each is asked about and taken back in one step, and who is
touched between two steps stays. Interrupted, it goes on where it stopped when asked again.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from actions import audit
from actions.holders import count_holder
from actions.roster import HOURS_TO_UNDO
from actions.roster_apply import CREATED, UPDATED, WAITING
from actions.roster_plans import ROSTER
from actions.slices import slices
from actions.stages import Move, add_people, enter_stage, measures_of, move_class, move_home
from domain.access import Role
from domain.recruiting import State
from domain.stages import ExamStage
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


def may_undo(kept: RosterImport, at: datetime) -> bool:
    """Whether a roster can still be taken back."""
    if kept.applied_at is None or kept.undone_at is not None:
        return False
    return at < kept.applied_at + timedelta(hours=HOURS_TO_UNDO)


def undo_roster(database: Database, import_id: int, *, by: Person, at: datetime) -> RosterImport:
    """Take back what a roster wrote, row by row, where nobody touched it since.

    Raises:
        TooLateError: it was undone already, or a day has passed.
    """
    with database.reading() as db:
        if not may_undo(db.get_one(RosterImport, import_id), at):
            raise TooLateError
        left = db.execute(_left(import_id).with_only_columns(ImportRow.id, ImportRow.outcome))
        ids = {CREATED: [], WAITING: [], UPDATED: []}
        for row_id, outcome in left:
            ids[outcome].append(row_id)
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
    created = {row.person_id: row for row in rows if row.outcome == CREATED and row.person_id}
    free = created.keys() - _touched(db, {p: row.made for p, row in created.items()})
    for person_id, row in created.items():
        row.outcome = UNDONE if person_id in free else KEPT
    for row in rows:
        if row.outcome == WAITING:
            row.outcome = UNDONE if _take_offer_back(db, kept, row, at) else KEPT
        elif row.outcome == UPDATED:
            row.outcome = UNDONE if _take_additions_back(db, kept, row, by, at) else KEPT
    db.flush()
    _remove(db, free)


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
    """Whether the question was still open; it is then no longer asked."""
    offer = (
        update(PendingMembership)
        .where(PendingMembership.person_id == row.person_id)
        .where(PendingMembership.cause == f"import:{kept.uid}")
        .where(PendingMembership.answered_at.is_(None))
        .values(answered_at=at, accepted=False)
        .returning(PendingMembership.id)
    )
    return bool(db.scalars(offer).all())


def _take_additions_back(
    db: Session, kept: RosterImport, row: ImportRow, by: Person, at: datetime
) -> bool:
    """Whether everything added still stood as it was added; only then it is taken away."""
    person = db.get(Person, row.person_id) if row.person_id else None
    if person is None or not _stands(db, kept, person, row.made):
        return False
    made = row.made
    if "home" in made:
        move_home(db, person.id, None)
    if "village" in made:
        person.village = ""
    if "id_card" in made:
        person.id_card_sealed = person.id_card_index = None
    if "mentor" in made:
        db.execute(delete(Guidance).where(_guidance(kept, person.id, made["mentor"])))
    if "facts" in made:
        db.execute(delete(EligibilityFact).where(_facts(kept, person.id)))
    if "class" in made:
        _out_of_class(db, kept, person.id, made, by, at)
    if made.keys() & {"home", "class"}:
        count_holder(db, person.id, at=at)
    db.flush()
    return True


def _stands(db: Session, kept: RosterImport, person: Person, made: Made) -> bool:
    if made.get("home", person.home_id) != person.home_id:
        return False
    if made.get("village", person.village) != person.village:
        return False
    if "facts" in made:
        still = db.scalar(select(func.count()).where(_facts(kept, person.id)))
        newer = db.scalar(
            select(func.count()).where(
                EligibilityFact.person_id == person.id, EligibilityFact.at > kept.applied_at
            )
        )
        if still != made["facts"] or newer:
            return False
    if "class" in made:
        now = select(StageNow.id).where(
            StageNow.person_id == person.id,
            StageNow.agency_id == kept.agency_id,
            StageNow.class_id == made["class"],
        )
        if made.get("stage"):
            now = now.where(StageNow.stage == ExamStage.IN_CLASS)
        return db.scalars(now).first() is not None
    return True


def _out_of_class(
    db: Session, kept: RosterImport, person_id: int, made: Made, by: Person, at: datetime
) -> None:
    db.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.agency_id == kept.agency_id)
        .where(Membership.class_id == made["class"], Membership.role == Role.TRAINEE)
        .values(class_id=None)
    )
    if made.get("stage"):
        move = Move(person_id, kept.agency_id, ExamStage.RECRUITED, f"undo:{kept.uid}", back=True)
        enter_stage(db, move, by_id=by.id, at=at)
    move_class(db, person_id, kept.agency_id, None)


def _facts(kept: RosterImport, person_id: int) -> Any:  # noqa: ANN401
    return (
        (EligibilityFact.person_id == person_id)
        & (EligibilityFact.source == ROSTER)
        & (EligibilityFact.at == kept.applied_at)
    )


def _guidance(kept: RosterImport, person_id: int, mentor_id: int) -> Any:  # noqa: ANN401
    return (
        (Guidance.trainee_id == person_id)
        & (Guidance.mentor_id == mentor_id)
        & (Guidance.starts_at == kept.applied_at)
    )


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
    outcomes = dict(db.execute(outcome_counts(kept.id)).all())
    undone, stays = outcomes.get(UNDONE, 0), outcomes.get(KEPT, 0)
    kept.counts = {**kept.counts, UNDONE: undone, KEPT: stays}
    audit.tell(
        db,
        actor=by.uid,
        action="roster-undone",
        subject=kept.uid,
        agency=db.get_one(Agency, kept.agency_id).uid,
        at=at,
        undone=undone,
        kept=stays,
    )
    db.flush()
    return kept
