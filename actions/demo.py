"""The demo county: two counties, their agencies, and one person of each role in both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.demo_places import TOWNSHIPS
from actions.people import agree, enter_person, grant, guide
from actions.stages import Move, enter_stage
from domain.access import Role
from domain.consent import LEARNING_DATA
from models.people import Person
from models.places import Agency, Region, StudyClass
from models.seal import Keyring

PASSWORD: Final = "zhagen-demo-2026"  # noqa: S105 - printed on the screen on purpose


@dataclass(frozen=True, slots=True)
class Player:
    """One person of the demo, where they belong, and what they are there to show."""

    login: str
    name: str
    phone: str
    role: Role
    place: str
    told: str
    mentor: str = ""
    new: bool = False
    """Whether they came in today; the others have been here for a while."""


CAST: Final = (
    Player("xiulan", "刘秀兰", "13900000001", Role.TRAINEE, "云岭社工站", "学员", "zhanglaoshi"),
    Player(
        "jianguo",
        "陈建国",
        "13900000002",
        Role.TRAINEE,
        "云岭社工站",
        "学员，第一天",
        "zhanglaoshi",
        new=True,
    ),
    Player("zhanglaoshi", "张慧", "13900000003", Role.MENTOR, "云岭社工站", "带班老师"),
    Player("yunling", "周敏", "13900000004", Role.MANAGER, "云岭社工站", "机构主管"),
    Player("yunlingbu", "何志", "13900000005", Role.BUREAU, "429991", "县委社会工作部"),
    Player("yunlingju", "吴琼", "13900000008", Role.CIVIL, "429991", "县民政局"),
    Player("bianji", "方圆", "13900000006", Role.AUTHOR, "", "内容作者"),
    Player("guanli", "林青", "13900000007", Role.ADMIN, "", "系统管理员"),
    Player(
        "xiaohe",
        "宋小荷",
        "13900000011",
        Role.TRAINEE,
        "平川社工中心",
        "另一个县的学员",
        "malaoshi",
    ),
    Player("malaoshi", "马骏", "13900000013", Role.MENTOR, "平川社工中心", "另一个县的带班老师"),
    Player("pingchuan", "孙悦", "13900000014", Role.MANAGER, "平川社工中心", "另一个县的机构主管"),
    Player("pingchuanju", "钱宁", "13900000015", Role.CIVIL, "139991", "另一个县的民政局"),
    Player("bianji2", "苏文", "13900000016", Role.AUTHOR, "", "另一位内容作者"),
    Player("guanli2", "郑平", "13900000017", Role.ADMIN, "", "另一位系统管理员"),
)
AGES: Final = timedelta(days=800)
CONSENT: Final = ("2026-11", "学习情况给机构和带班老师看")
REGIONS: Final = (
    ("42", "湖北省", ""),
    ("4299", "演示市", "42"),
    ("429991", "云岭县（演示）", "4299"),
    ("13", "河北省", ""),
    ("1399", "演示市", "13"),
    ("139991", "平川县（演示）", "1399"),
    *TOWNSHIPS,
)
AGENCIES: Final = (
    ("云岭社工站", "429991", "0700-5550101", "云岭一班"),
    ("平川社工中心", "139991", "0300-5550102", "平川一班"),
)


def has_demo(db: Session) -> bool:
    """Whether the demo county is there already."""
    return (
        db.scalars(select(Person.id).where(Person.login_name == CAST[0].login)).first() is not None
    )


def enter_county(db: Session, *, keyring: Keyring, at: datetime, today: datetime) -> None:
    """Enter the regions, agencies, classes and people; who is new comes in today."""
    regions = _regions(db)
    classes = {}
    for name, code, phone, class_name in AGENCIES:
        agency = Agency(name=name, region_id=regions[code], phone=phone)
        db.add(agency)
        db.flush()
        classes[name] = StudyClass(name=class_name, agency_id=agency.id)
        db.add(classes[name])
        db.flush()
    people = {
        one.login: _enter(db, one, regions, classes, keyring, _since(one, at, today))
        for one in CAST
    }
    for one in CAST:
        if one.mentor:
            mentor, trainee = people[one.mentor], people[one.login]
            since = today if one.new else at
            guide(db, mentor_id=mentor.id, trainee_id=trainee.id, at=since)


def _since(one: Player, at: datetime, today: datetime) -> datetime:
    """When somebody came: staff were here before the trainees."""
    if one.role is not Role.TRAINEE:
        return at - AGES
    return today if one.new else at


def _regions(db: Session) -> dict[str, int]:
    known = {row.code: row.id for row in db.execute(select(Region.code, Region.id))}
    for code, name, parent in REGIONS:
        if code in known:
            continue
        region = Region(code=code, name=name, parent_id=known.get(parent))
        db.add(region)
        db.flush()
        known[code] = region.id
    return known


def _enter(
    db: Session,
    one: Player,
    regions: dict[str, int],
    classes: dict[str, StudyClass],
    keyring: Keyring,
    at: datetime,
) -> Person:
    person = enter_person(
        db, name=one.name, keyring=keyring, at=at, phone=one.phone, password=PASSWORD
    )
    person.login_name = one.login
    study_class = classes.get(one.place)
    in_class = study_class is not None and one.role is Role.TRAINEE
    grant(
        db,
        person,
        one.role,
        by="demo",
        at=at,
        agency_id=study_class.agency_id if study_class else None,
        region_id=regions.get(one.place),
        class_id=study_class.id if study_class and in_class else None,
    )
    if in_class:
        move = Move(
            person.id, study_class.agency_id, "in_class", cause="demo", class_id=study_class.id
        )
        enter_stage(db, move, by_id=None, at=at)
        agree(db, person, purpose=LEARNING_DATA, version=CONSENT[0], words=CONSENT[1], at=at)
    return person
