"""The one door through which a person enters a stage: history, present stage, kept counts.

`stages_entered` is only added to; `stages_now` and `people_counts` are made from it and can be
made again (`flask counters check`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.mentoring import assign_on_arrival
from domain.days import local_day
from domain.pipeline import is_stuck
from domain.stages import refuse_jump
from models.people import Person
from models.pipeline import PeopleCount, StageNow
from models.places import Agency
from models.regions import adding_there
from models.road import StageEntered, Track
from models.statements import on_both, run_all

EXAM: Final = Track.EXAM
POST: Final = Track.POST
ENGAGED: Final = "engaged"

_ADD = on_both(
    lambda insert: (made := insert(PeopleCount)).on_conflict_do_update(
        index_elements=["measure", "key", "agency_id", "class_id", "home_id"],
        set_={"people": PeopleCount.people + made.excluded.people},
    )
)
_ADD_THERE = on_both(adding_there)


@dataclass(frozen=True, slots=True)
class Move:
    """A person enters a stage of one agency's track.

    `cause` makes entering twice the same as once ("invite:<uid>", "move:<once>", "system:…"):
    it is unique per person and track. `why` is in words, for people.
    """

    person_id: int
    agency_id: int
    stage: str
    cause: str
    track: Track = Track.EXAM
    class_id: int | None = None
    why: str = ""
    back: bool = False
    """Take back a move made by mistake: the order is not asked."""
    since: datetime | None = None
    """Since when the person stands there, where a move taken back lets an earlier stay go on."""
    engaged: str = ""
    """How a post is paid."""


def enter_stage(db: Session, move: Move, *, by_id: int | None, at: datetime) -> StageEntered:
    """Let a person enter a stage; the same cause twice is once.

    Raises:
        StageJumpError: the stage cannot follow the one before.
    """
    lock_person(db, move.person_id)
    if known := _known(db, move):
        return known
    now = stage_now(db, move.person_id, move.agency_id, move.track)
    before = now.stage if now else None
    if not move.back:
        refuse_jump(move.track, before, move.stage)
    entered = StageEntered(
        person_id=move.person_id,
        agency_id=move.agency_id,
        class_id=move.class_id or _class_of(db, move, now),
        track=move.track,
        stage=move.stage,
        cause=move.cause,
        why=move.why,
        by_id=by_id,
        at=at,
    )
    db.add(entered)
    _stand(db, entered, now, move)
    _tell(db, entered, before)
    db.flush()
    if move.track is EXAM:
        _post_follows(db, move)
        assign_on_arrival(db, move.person_id, move.agency_id, move.stage, at)
    return entered


def stage_now(
    db: Session, person_id: int, agency_id: int, track: Track = Track.EXAM
) -> StageNow | None:
    """Where a person stands in one agency's track."""
    query = select(StageNow).where(
        StageNow.person_id == person_id,
        StageNow.agency_id == agency_id,
        StageNow.track == track,
    )
    return db.scalars(query).one_or_none()


def move_home(db: Session, person_id: int, home_id: int | None) -> None:
    """A person lives elsewhere now: the counts move along."""
    db.get_one(Person, person_id).home_id = home_id
    for row in db.scalars(select(StageNow).where(StageNow.person_id == person_id)):
        _count(db, row, -1)
        row.home_id = home_id
        _count(db, row, +1)
    db.flush()


def move_class(db: Session, person_id: int, agency_id: int, class_id: int | None) -> None:
    """A person is in another class of the agency now: the counts move along."""
    query = select(StageNow).where(StageNow.person_id == person_id)
    for row in db.scalars(query.where(StageNow.agency_id == agency_id)):
        _count(db, row, -1)
        row.class_id = class_id
        _count(db, row, +1)
    db.flush()


def _post_follows(db: Session, move: Move) -> None:
    """Who comes into a class takes the post they already hold along."""
    row = stage_now(db, move.person_id, move.agency_id, POST) if move.class_id else None
    if row and row.class_id != move.class_id:
        _count(db, row, -1)
        row.class_id = move.class_id
        _count(db, row, +1)


def mark_stuck(db: Session, row: StageNow, stuck: bool) -> None:
    """Say that a person stands in a stage for longer than is usual, or no longer does."""
    if row.stuck is not stuck:
        row.stuck = stuck
        _add(db, row, f"{row.track}-stuck", row.stage, 1 if stuck else -1)


def engage(db: Session, row: StageNow, engaged: str) -> None:
    """The post somebody holds is paid in another way now."""
    if row.engaged != engaged:
        _count(db, row, -1)
        row.engaged = engaged
        _count(db, row, +1)


def add_people(
    db: Session,
    measure: str,
    key: str,
    people: int,
    *,
    agency_id: int,
    class_id: int | None = None,
    home_id: int | None = None,
) -> None:
    """Change one kept count by so many people, of the agency and of where they live."""
    add_leaf(db, measure, key, people, agency_id=agency_id, class_id=class_id, home_id=home_id)
    add_there(db, measure, key, people, agency_id=agency_id, home_id=home_id)


def add_leaf(
    db: Session,
    measure: str,
    key: str,
    people: int,
    *,
    agency_id: int,
    class_id: int | None = None,
    home_id: int | None = None,
) -> None:
    """Change one kept count of an agency by so many people."""
    row = {
        "measure": measure,
        "key": key,
        "agency_id": agency_id,
        "class_id": class_id or 0,
        "home_id": home_id or 0,
        "people": people,
    }
    run_all(db, _ADD, [row])


def add_there(
    db: Session,
    measure: str,
    key: str,
    people: int,
    *,
    agency_id: int,
    home_id: int | None = None,
) -> None:
    """Change one kept count of the place where so many people live, else of their agency's."""
    there = {"measure": measure, "key": key, "people": people}
    run_all(db, _ADD_THERE, [{**there, "home": home_id, "agency": agency_id}])


def _class_of(db: Session, move: Move, now: StageNow | None) -> int | None:
    """The class somebody is in: a post is counted in the class in which its holder learns."""
    if now is None and move.track is not EXAM:
        now = stage_now(db, move.person_id, move.agency_id)
    return now.class_id if now else None


def _known(db: Session, move: Move) -> StageEntered | None:
    query = select(StageEntered).where(
        StageEntered.person_id == move.person_id,
        StageEntered.track == move.track,
        StageEntered.cause == move.cause,
    )
    return db.scalars(query).one_or_none()


def _stand(db: Session, entered: StageEntered, now: StageNow | None, move: Move) -> None:
    """Write the present stage and its counts."""
    if now is None:
        home = db.get_one(Person, entered.person_id).home_id
        now = StageNow(
            person_id=entered.person_id,
            agency_id=entered.agency_id,
            track=entered.track,
            home_id=home,
        )
        db.add(now)
    else:
        _count(db, now, -1)
    now.stage, now.since = entered.stage, move.since or entered.at
    now.class_id, now.engaged = entered.class_id, move.engaged
    now.stuck = is_stuck(now.stage, local_day(now.since), local_day(entered.at))
    _count(db, now, +1)


def measures_of(track: Track, stage: str, *, stuck: bool, engaged: str) -> list[tuple[str, str]]:
    """The measures and keys under which one person in a stage is counted."""
    found = [(track.value, stage)]
    if stuck:
        found.append((f"{track}-stuck", stage))
    if engaged:
        found.append((ENGAGED, engaged))
    return found


def _count(db: Session, row: StageNow, people: int) -> None:
    for measure, key in measures_of(row.track, row.stage, stuck=row.stuck, engaged=row.engaged):
        _add(db, row, measure, key, people)


def _add(db: Session, row: StageNow, measure: str, key: str, people: int) -> None:
    add_people(
        db,
        measure,
        key,
        people,
        agency_id=row.agency_id,
        class_id=row.class_id,
        home_id=row.home_id,
    )


def _tell(db: Session, entered: StageEntered, before: str | None) -> None:
    who = db.get_one(Person, entered.person_id).uid
    by = db.get_one(Person, entered.by_id).uid if entered.by_id else "system"
    audit.tell(
        db,
        actor=by,
        action="stage-entered",
        subject=who,
        agency=db.get_one(Agency, entered.agency_id).uid,
        at=entered.at,
        track=entered.track.value,
        before=before or "",
        stage=entered.stage,
    )
