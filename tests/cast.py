"""The cast everyone knows: two counties, three agencies, every role."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.people import enter_person, grant, guide
from actions.stages import Move, enter_stage
from blueprints.web.house import House
from domain.access import Role
from models.people import Membership, Person
from models.places import Agency, Region, StudyClass

PASSWORD = "chunfeng-huayu-9"
PEOPLE = {
    # name: (login, phone, role, agency or region, class)
    "小芳": ("xiaofang", "13800138001", Role.TRAINEE, "甲机构", "一班"),
    "小军": ("xiaojun", "13800138002", Role.TRAINEE, "甲机构", "一班"),
    "王老师": ("wang", "13800138003", Role.MENTOR, "甲机构", None),
    "李主任": ("li", "13800138004", Role.MANAGER, "甲机构", None),
    "小梅": ("xiaomei", "13800138005", Role.TRAINEE, "乙机构", None),
    "周老师": ("zhou", "13800138006", Role.MENTOR, "乙机构", None),
    "吴主任": ("wu", "13800138007", Role.MANAGER, "乙机构", None),
    "小强": ("xiaoqiang", "13800138008", Role.TRAINEE, "丙机构", None),
    "陈老师": ("chen", "13800138009", Role.MENTOR, "丙机构", None),
    "孙主任": ("sun", "13800138010", Role.MANAGER, "丙机构", None),
    "李科长": ("like", "13800138011", Role.BUREAU, "420527", None),
    "赵科长": ("zhao", "13800138012", Role.BUREAU, "130626", None),
    "钱科长": ("qian", "13800138015", Role.CIVIL, "420527", None),
    "方编辑": ("fang", "13800138013", Role.AUTHOR, None, None),
    "林管理": ("lin", "13800138014", Role.ADMIN, None, None),
}
REGIONS = (
    ("42", "湖北省", None),
    ("4205", "宜昌市", "42"),
    ("420527", "秭归县", "4205"),
    ("13", "河北省", None),
    ("1306", "保定市", "13"),
    ("130626", "定兴县", "1306"),
)
AGENCIES = (("甲机构", "420527"), ("乙机构", "420527"), ("丙机构", "130626"))


def enter_cast(db: Session, house: House, *, at: datetime) -> None:
    """Enter the regions, the agencies and everyone in them."""
    regions = _regions(db)
    agencies = {name: Agency(name=name, region_id=regions[code]) for name, code in AGENCIES}
    db.add_all(agencies.values())
    db.flush()
    first_class = StudyClass(name="一班", agency_id=agencies["甲机构"].id)
    db.add(first_class)
    db.flush()
    people = {}
    for name, (login, phone, role, scope, class_name) in PEOPLE.items():
        person = enter_person(
            db, name=name, keyring=house.keyring, at=at, phone=phone, password=PASSWORD
        )
        person.login_name = login
        people[name] = person
        agency = agencies.get(scope or "")
        grant(
            db,
            person,
            role,
            by="tests",
            at=at,
            agency_id=agency.id if agency else None,
            region_id=regions.get(scope or ""),
            class_id=(class_id := first_class.id if class_name else None),
        )
        if role is Role.TRAINEE:
            move = Move(person.id, agency.id, "in_class", cause="cast", class_id=class_id)
            enter_stage(db, move, by_id=None, at=at)
    for mentor, trainee in (("王老师", "小芳"), ("周老师", "小梅"), ("陈老师", "小强")):
        guide(db, mentor_id=people[mentor].id, trainee_id=people[trainee].id, at=at)


def _regions(db: Session) -> dict[str, int]:
    known: dict[str, int] = {}
    for code, name, parent in REGIONS:
        region = Region(code=code, name=name, parent_id=known.get(parent or ""))
        db.add(region)
        db.flush()
        known[code] = region.id
    return known


class Cast:
    """The cast by name, read from the database of this test."""

    def __init__(self, house: House) -> None:
        self._house = house

    def agency_of(self, person: Person) -> int:
        with self._house.database.reading() as db:
            query = select(Membership.agency_id).where(Membership.person_id == person.id)
            return db.scalars(query).one()

    def __getattr__(self, login: str) -> Person:
        with self._house.database.reading() as db:
            return db.scalars(select(Person).where(Person.login_name == login)).one()
