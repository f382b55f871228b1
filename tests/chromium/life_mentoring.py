"""What 王老师 finds when she looks after her people: a silence, a fall, a date, a date to keep."""

from datetime import timedelta

from sqlalchemy import select

from actions.mentoring import Order, Task, assign
from blueprints.web.house import House
from domain.days import local_day
from models.classes import Absence
from models.people import Guidance, Membership, Person
from models.places import Agency
from tests.cast import Cast
from tests.chromium.life import NOW, Life, once

TODAY = local_day(NOW)


def live(house: House) -> Life:
    """Let 小军 be silent under her eyes, and 小芳 be asked to a class meeting."""
    cast = Cast(house)
    with house.database.writing() as db:
        jun = db.get_one(Person, cast.xiaojun.id)
        wang = db.get_one(Person, cast.wang.id)
        place = db.scalars(select(Membership).where(Membership.person_id == jun.id)).one()
        place.starts_at = NOW - timedelta(days=90)
        db.add(Guidance(mentor_id=wang.id, trainee_id=jun.id, starts_at=NOW))
        away = Absence(
            person_id=cast.xiaofang.id,
            from_on=TODAY - timedelta(days=30),
            until_on=TODAY - timedelta(days=24),
            reason="家里收柚子",
            told_by_id=cast.xiaofang.id,
            at=NOW - timedelta(days=31),
        )
        db.add(away)
        agency = db.scalars(select(Agency.id).where(Agency.name == "甲机构")).one()
        meeting = Order(
            Task.DATE,
            "班会",
            (cast.xiaofang.id, jun.id),
            TODAY + timedelta(days=2),
            "村委会二楼，晚上七点",
        )
        at = NOW - timedelta(hours=1)
        made = assign(db, meeting, by=wang, agency_id=agency, once=once("meeting"), at=at)
        return {"jun": str(jun.uid), "meeting": str(made.uid)}
