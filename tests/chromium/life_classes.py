"""What a class of the town has: a leader, a plan, somebody silent, a rehearsal, an absence."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.absences import note_absence
from actions.classes import Week, close_class, open_class, plan_week, set_leader
from actions.people import enter_person, grant, guide
from actions.rehearsals import Card, plan_rehearsal, type_in
from blueprints.web.house import House
from domain.access import Role
from domain.days import local_day, week_of
from domain.silence import Span
from models.classes import Rehearsal
from models.people import Membership, Person
from models.places import StudyClass
from tests.cast import Cast
from tests.chromium.life import NOW, Life, books, exam_course, once

MONDAY = week_of(local_day(NOW))
LONG_NAME = "龚䶮㛃"


def live(house: House) -> Life:
    """Let 王老师's class live; what its pages are found by."""
    cast = Cast(house)
    with house.database.writing() as db:
        row = db.scalars(select(StudyClass).where(StudyClass.name == "一班")).one()
        by = db.get_one(Person, cast.wang.id)
        silent = _newcomer(db, house, row, by)
        _lead_and_plan(db, house, row, by, cast)
        rehearsal = _rehearse(db, house, row, by, cast)
        me = db.get_one(Person, cast.xiaojun.id)
        days = Span(local_day(NOW), local_day(NOW) + timedelta(days=9))
        note_absence(db, me, days, kind="farming", reason="收脐橙", by=me, at=NOW)
        old = open_class(
            db, agency_id=row.agency_id, name="去年的班", by=by, once=once("old class"), at=NOW
        )
        close_class(db, old.id, by=by, at=NOW)
        here = f"/classes/{row.uid}"
        return {
            "class": here,
            "closed_class": f"/classes/{old.uid}",
            "silent": str(silent.uid),
            "monday": MONDAY.isoformat(),
            "past_monday": (MONDAY - timedelta(days=7)).isoformat(),
            "rehearsal": f"{here}/rehearsals/{rehearsal.uid}",
            "my_class": f"/my-class?of={row.uid}",
        }


def _newcomer(db: Session, house: House, row: StudyClass, by: Person) -> Person:
    """Somebody guided who has not learned for a fortnight."""
    one = enter_person(db, name=LONG_NAME, keyring=house.keyring, at=NOW, phone="13800138066")
    grant(db, one, Role.TRAINEE, by="town", at=NOW, agency_id=row.agency_id, class_id=row.id)
    guide(db, mentor_id=by.id, trainee_id=one.id, at=NOW)
    begun = NOW - timedelta(days=14)
    db.execute(update(Membership).where(Membership.person_id == one.id).values(starts_at=begun))
    return one


def _lead_and_plan(db: Session, house: House, row: StudyClass, by: Person, cast: Cast) -> None:
    set_leader(db, row.id, cast.xiaofang.id, before=None, by=by, at=NOW)
    course = exam_course(house)
    chapters = [f"{course.id}/{one.number}" for one in course.chapters if one.written]
    for number, words in enumerate(("周六晚上七点，一起讲第 4 章", "周日上午在村委会做题")):
        week = Week(MONDAY, chapters[: number + 1], words)
        plan_week(db, row.id, week, seen=number, by=by, at=NOW)
    ahead = Week(MONDAY + timedelta(days=14), chapters[1:], "")
    plan_week(db, row.id, ahead, seen=0, by=by, at=NOW)


def _rehearse(db: Session, house: House, row: StudyClass, by: Person, cast: Cast) -> Rehearsal:
    made = plan_rehearsal(
        db,
        row,
        [exam_course(house)],
        held_on=local_day(NOW),
        by=by,
        once=once("rehearsal"),
        books=books(house),
        at=NOW,
    )
    card = Card(cast.xiaojun.id, exam_course(house).id, {1: "A", 2: "B"}, "")
    type_in(db, made.id, card, by=by, books=books(house), at=NOW)
    return made
