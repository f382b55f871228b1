"""The neighbours of the demo county: who walks the road beside 刘秀兰, and how far each has come.

Everything goes through the verbs the pages use, so that history, counts and lists agree.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.demo import CONSENT, PASSWORD
from actions.facts import SERVER
from actions.leaving import Goodbye, leave_agency
from actions.people import agree, enter_person, grant, guide
from actions.posts import Hand, Terms, begin_post, open_station
from actions.stages import Move, enter_stage, move_home
from domain.access import Role
from domain.consent import LEARNING_DATA, NAMED_LISTS
from domain.days import local_day, start_of
from domain.stages import ExamStage, PostKind
from models.people import Person
from models.places import Agency, Region, StudyClass
from models.seal import Keyring

SEED: Final = 20261124
AGENCY: Final = "云岭社工站"
COUNTY: Final = "429991"
VILLAGES: Final = ("河口村", "大坪村", "枣园村", "杏花村", "马头村", "南坡村")
CLASSES: Final = ("云岭二班", "云岭复考班", "云岭三班")
TAUGHT: Final = 0
"""The class of 张慧, the mentor of the cast; the others share the rest."""
AGAIN: Final = 1
"""The class of those who try again."""
MENTORS: Final = (("liwen", "李文", "13900000021"), ("wangfang", "王芳", "13900000022"))
ORDER: Final = tuple(ExamStage)
WALKS: Final = (
    # how many people, how far, days since they came, days since they stand there, class
    (4, ExamStage.RECRUITED, 40, 12, -1),
    (5, ExamStage.IN_CLASS, 35, 9, 0),
    (6, ExamStage.STUDYING, 120, 70, 0),
    (6, ExamStage.STUDYING, 90, 50, 2),
    (6, ExamStage.STUDYING, 420, 60, 1),
    (3, ExamStage.PASSED, 400, 75, -1),
    (2, ExamStage.REVIEWED, 410, 40, -1),
    (5, ExamStage.CERTIFIED, 640, 150, -1),
    (4, ExamStage.REGISTERED, 760, 120, -1),
    (3, ExamStage.LEFT, 300, 90, -1),
)
SURNAMES: Final = (
    "张王李刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
)
GIVEN: Final = (
    "桂英建华秀珍玉兰国强春梅志刚红霞永福翠花晓燕海涛玉梅卫东丽华长明金凤立新素芳德林小兰家旺"
    "月娥文斌彩云正平雪梅大勇凤英立春荣华水生银花传喜爱民冬梅明亮秋菊启明巧云自强满仓润生香莲"
)
"""Given names of two characters, one after the other."""
POSTS: Final = (
    PostKind.STATION,
    PostKind.VILLAGE,
    PostKind.VOLUNTEER,
    PostKind.VILLAGE,
    PostKind.ELDER,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it plays: the agency, its townships, classes and mentors, and by whose hand.

    The teacher is the mentor of the cast. `people` are the neighbours by the stage they stand
    in, as they come.
    """

    db: Session
    keyring: Keyring
    agency: Agency
    townships: tuple[Region, ...]
    classes: tuple[StudyClass, ...]
    teacher: Person
    mentors: tuple[Person, ...]
    manager: Person
    now: datetime
    luck: random.Random
    people: dict[ExamStage, list[Person]]


def enter_neighbours(db: Session, *, keyring: Keyring, at: datetime) -> Scene:
    """Enter mentors, classes, stations and forty-four neighbours, each with a history."""
    scene = _set(db, keyring, at)
    names = _names(scene.luck)
    number = 0
    for many, stage, came, since, place in WALKS:
        for _one in range(many):
            person = _neighbour(scene, next(names), number)
            _walk(scene, person, stage, (came + number % 9, since + number % 11), place)
            _work(scene, person, number, stage, came + number % 9)
            scene.people.setdefault(stage, []).append(person)
            number += 1
    return scene


def once(name: str) -> UUID:
    """The id of something done once in the demo."""
    return uuid5(SERVER, f"demo/{name}")


def _set(db: Session, keyring: Keyring, at: datetime) -> Scene:
    agency = db.scalars(select(Agency).where(Agency.name == AGENCY)).one()
    began = at - timedelta(days=800)
    classes = tuple(
        StudyClass(name=name, agency_id=agency.id, opened_on=local_day(at - timedelta(days=200)))
        for name in CLASSES
    )
    db.add_all(classes)
    db.flush()
    teacher, manager = (
        db.scalars(select(Person).where(Person.login_name == login)).one()
        for login in ("zhanglaoshi", "yunling")
    )
    mentors = tuple(_mentor(db, keyring, agency, one, began) for one in MENTORS)
    return Scene(
        db,
        keyring,
        agency,
        _townships(db),
        classes,
        teacher,
        mentors,
        manager,
        at,
        random.Random(SEED),  # noqa: S311 - a story, not a secret
        {},
    )


def _townships(db: Session) -> tuple[Region, ...]:
    ours = Region.code.startswith(COUNTY), Region.code != COUNTY
    return tuple(db.scalars(select(Region).where(*ours).order_by(Region.code)).all()[:8])


def _mentor(
    db: Session, keyring: Keyring, agency: Agency, one: tuple[str, str, str], at: datetime
) -> Person:
    login, name, phone = one
    mentor = enter_person(db, name=name, keyring=keyring, at=at, phone=phone, password=PASSWORD)
    mentor.login_name = login
    grant(db, mentor, Role.MENTOR, by="demo", at=at, agency_id=agency.id)
    return mentor


def _names(luck: random.Random) -> Iterator[str]:
    given = [GIVEN[place : place + 2] for place in range(0, len(GIVEN), 2)]
    luck.shuffle(given)
    return (luck.choice(SURNAMES) + name for name in given)


def _neighbour(scene: Scene, name: str, number: int) -> Person:
    at = scene.now - timedelta(days=800)
    phone = f"139100{number:05}"
    person = enter_person(scene.db, name=name, keyring=scene.keyring, at=at, phone=phone)
    home = scene.townships[number % len(scene.townships)]
    person.village = VILLAGES[number % len(VILLAGES)]
    move_home(scene.db, person.id, home.id)
    agree(scene.db, person, purpose=LEARNING_DATA, version=CONSENT[0], words=CONSENT[1], at=at)
    if number % 3:
        words = "名字可以出现在给主管部门的名单里"
        agree(scene.db, person, purpose=NAMED_LISTS, version=CONSENT[0], words=words, at=at)
    return person


def _walk(
    scene: Scene, person: Person, stage: ExamStage, days: tuple[int, int], place: int
) -> None:
    """Let a person go through every stage up to the last, spread over the time they are here."""
    came, since = (scene.now - timedelta(days=one) for one in days)
    group = scene.classes[place] if place >= 0 else None
    grant(
        scene.db,
        person,
        Role.TRAINEE,
        by="demo",
        at=came,
        agency_id=scene.agency.id,
        class_id=group.id if group else None,
    )
    mentor = scene.teacher if place == TAUGHT else scene.mentors[person.id % len(scene.mentors)]
    guide(scene.db, mentor_id=mentor.id, trainee_id=person.id, at=came)
    path = _path(stage, again=place == AGAIN)
    for step, one in enumerate(path):
        share = (step + 1) / len(path)
        at = came + (since - came) * share
        if one is ExamStage.LEFT:
            once = uuid5(scene.agency.uid, f"left:{person.uid}")
            goodbye = Goodbye("外出打工，明年再来", mentor, once, at)
            leave_agency(scene.db, person, scene.agency, goodbye)
            continue
        move = Move(
            person.id,
            scene.agency.id,
            one,
            cause=f"demo:{step}",
            class_id=group.id if group else None,
        )
        enter_stage(scene.db, move, by_id=mentor.id, at=at)


def _path(stage: ExamStage, *, again: bool) -> list[ExamStage]:
    """The stages on the way; who tries again has sat the exam once already."""
    if stage is ExamStage.LEFT:
        return [ExamStage.RECRUITED, ExamStage.IN_CLASS, ExamStage.STUDYING, ExamStage.LEFT]
    if again:
        return [*ORDER[: ORDER.index(ExamStage.SAT) + 1], ExamStage.STUDYING]
    return list(ORDER[: ORDER.index(stage) + 1])


def _work(scene: Scene, person: Person, number: int, stage: ExamStage, came: int) -> None:
    """Every other neighbour of each township holds a post; the stations are those of the place.

    A post is written down on its first day, or when its holder came, so many days ago.
    """
    if (number + number // len(scene.townships)) % 2 or stage is ExamStage.LEFT:
        return
    kind = POSTS[number % len(POSTS)]
    today = local_day(scene.now)
    started = today - timedelta(days=90 + 17 * number)
    station = None
    if kind in {PostKind.STATION, PostKind.ELDER}:
        home = scene.townships[number % len(scene.townships)]
        words = "社会工作服务站" if kind is PostKind.STATION else "养老服务中心"
        name = home.name.replace("（演示）", "") + words
        station = open_station(
            scene.db, name, kind, home.id, agency=scene.agency, by=scene.manager, at=scene.now
        )
    at_station = kind is PostKind.STATION
    terms = Terms(
        kind,
        started,
        station_id=station.id if station else None,
        engaged="bought" if at_station else "",
        contract_ends_on=today + timedelta(days=40 + 13 * number) if at_station else None,
        funding_ends_on=today + timedelta(days=30 + 11 * number) if at_station else None,
        cert_due_on=started + timedelta(days=3 * 365) if at_station else None,
    )
    at = max(start_of(started), scene.now - timedelta(days=came))
    hand = Hand(scene.manager.id, at, once(f"post {number}"))
    begin_post(scene.db, person.id, scene.agency.id, terms, hand=hand)
