"""What 王老师 has done at her desk: invited, assigned, given time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.entry import make_invite
from actions.mentoring import Order, Task, assign, give_extra_time
from blueprints.web.house import House
from domain.days import local_day
from models.people import Person
from models.places import Agency, StudyClass
from tests.cast import Cast
from tests.chromium.life import NOW, Life, exam_course, once

REASON = "先把伦理这一章打牢，周五班会上一起讲"


def work(house: House) -> Life:
    """Let her work; what the pages are found by."""
    wang = Cast(house).wang
    with house.database.writing() as db:
        by = db.get_one(Person, wang.id)
        return {
            "fang": str(_by_login(db, "xiaofang").uid),
            **_invite(db, by),
            **_assign(db, by, house),
            **_give_time(db, by),
        }


def _by_login(db: Session, login: str) -> Person:
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def _invite(db: Session, by: Person) -> Life:
    first_class = db.scalars(select(StudyClass)).first()
    assert first_class is not None
    row, code = make_invite(
        db,
        by=by,
        agency_id=first_class.agency_id,
        class_id=first_class.id,
        places=12,
        days=14,
        at=NOW,
    )
    return {"join": f"/join/{code.lower()}", "invite": str(row.uid)}


def _assign(db: Session, by: Person, house: House) -> Life:
    """One task that is late, one for this week, one mock."""
    course, fang = exam_course(house), _by_login(db, "xiaofang")
    chapters = [c for c in course.chapters if c.written]
    today = local_day(NOW)
    agency = db.scalars(select(Agency.id).where(Agency.name == "甲机构")).one()
    tasks = (
        (Task.PRACTICE, f"{course.id}/{chapters[0].number}", today - timedelta(days=2)),
        (Task.READ, f"{course.id}/{chapters[0].number}", today),
        (Task.MOCK, course.id, today + timedelta(days=4)),
    )
    for number, (task, target, day) in enumerate(tasks):
        order = Order(task, target, (fang.id,), day, REASON if number else "")
        at = NOW - timedelta(days=3, minutes=number)
        made = assign(db, order, by=by, agency_id=agency, once=once(f"task {number}"), at=at)
    return {"assignment": str(made.uid)}


def _give_time(db: Session, by: Person) -> Life:
    give_extra_time(
        db, _by_login(db, "xiaojun"), minutes=30, reason="看字慢，大字号读题", by=by, at=NOW
    )
    return {}
