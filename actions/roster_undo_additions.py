"""Taking back what a roster added to people who were in the agency already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from actions.holders import count_holder
from actions.roster_plans import ROSTER
from actions.stages import Move, enter_stage, move_class, move_home
from domain.access import Role
from domain.stages import ExamStage
from models.people import Guidance, Membership, Person
from models.pipeline import StageNow
from models.road import EligibilityFact
from models.roster import ImportRow, RosterImport

Made = Mapping[str, Any]


def take_additions_back(
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
