"""Objects of classes for the matrix: a class led by its trainee, an absence, a rehearsal."""

from actions.mock_papers import Books
from actions.rehearsals import plan_rehearsal
from domain.access import Role
from models.base import new_uid
from models.classes import Absence, ClassLeader
from models.people import Membership, Person
from models.places import StudyClass
from tests.conftest import START

WORDS = {"monday": "2026-11-30"}
COLLEAGUES = {"class_id": {Role.MANAGER}}
NOT_OWN = {"absence_id": {Role.MENTOR, Role.MANAGER}}


def make(db, house, cast, scope, people):
    """A class of the scope's agency with its trainee in it, who leads it."""
    trainee, _mentor, manager = people
    agency_id = cast.agency_of(trainee)
    row = StudyClass(name=f"{scope} class", agency_id=agency_id)
    db.add(row)
    db.flush()
    place = {"person_id": trainee.id, "role": Role.TRAINEE, "agency_id": agency_id}
    db.add(Membership(**place, class_id=row.id, starts_at=START))
    db.add(ClassLeader(class_id=row.id, person_id=trainee.id, starts_at=START))
    day = START.date()
    absence = Absence(
        person_id=trainee.id,
        from_on=day,
        until_on=day,
        reason="",
        told_by_id=trainee.id,
        at=START,
    )
    db.add(absence)
    db.flush()
    course = next(one for one in house.library.courses.values() if one.kind == "exam")
    rehearsal = plan_rehearsal(
        db,
        row,
        [course],
        held_on=day,
        by=db.get_one(Person, manager.id),
        once=new_uid(),
        books=Books(house.library, house.rules),
        at=START,
    )
    return {"class_id": row.uid, "absence_id": absence.uid, "rehearsal_id": rehearsal.uid}
