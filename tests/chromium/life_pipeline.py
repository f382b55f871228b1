"""An agency at work: people in several stages, a post, a station, nights gone by."""

from datetime import timedelta

from sqlalchemy import select

from actions.jobs import Workshop
from actions.leaving import Goodbye, leave_agency
from actions.people import enter_person, grant
from actions.pipeline_days import night
from actions.posts import Hand, Terms, begin_post, open_station
from actions.stages import Move, enter_stage
from blueprints.web.house import House
from domain.access import Role
from domain.days import local_day
from domain.stages import PostKind
from models.people import Person
from models.places import Agency, StudyClass
from tests.cast import Cast
from tests.chromium.life import NOW, Life, once

ROAD = ("recruited", "in_class", "studying", "registered_paid", "sat", "passed", "certified")
NAMES = "田桂枝 向春生 杜兰花 秦大山 覃玉梅 望长江 周金秀 屈明月 谭水生 郑秀英 梅雪 易家旺"


def live(house: House) -> Life:
    """Let them come and go; what the pipeline's pages are found by."""
    cast = Cast(house)
    with house.database.writing() as db:
        li = db.get_one(Person, cast.li.id)
        agency = db.get_one(Agency, cast.agency_of(cast.li))
        a_class = db.scalars(select(StudyClass).where(StudyClass.agency_id == agency.id)).first()
        assert a_class is not None
        people = [
            _come(db, house, agency, a_class, (number, name))
            for number, name in enumerate(NAMES.split())
        ]
        bye = Goodbye("去外地打工", li, once("pipeline left"), NOW)
        leave_agency(db, people[-1], agency, bye)
        station = open_station(
            db, "九畹溪镇社工站", PostKind.STATION, agency.region_id, agency=agency, by=li, at=NOW
        )
        soon = local_day(NOW) + timedelta(days=40)
        terms = Terms(
            PostKind.STATION,
            local_day(NOW) - timedelta(days=300),
            station_id=station.id,
            engaged="bought",
            contract_ends_on=soon,
            cert_due_on=soon + timedelta(days=30),
        )
        hand = Hand(li.id, NOW, once("pipeline post"))
        post = begin_post(db, people[2].id, agency.id, terms, hand=hand)
        found = {
            "pipe_person": str(people[2].uid),
            "pipe_gone": str(people[-1].uid),
            "pipe_post": str(post.uid),
            "pipe_mentor": str(cast.wang.uid),
            "pipe_day": str(local_day(NOW) - timedelta(days=30)),
        }
    night({}, Workshop(house.database, house.library, house.rules), NOW)
    return found


def _come(
    db,
    house: House,
    agency: Agency,
    a_class: StudyClass,
    who: tuple[int, str],
) -> Person:
    number, name = who
    at = NOW - timedelta(days=400 - number)
    login = f"pipeline{number}"
    person = enter_person(db, name=name, keyring=house.keyring, at=at, login_name=login)
    grant(
        db,
        person,
        Role.TRAINEE,
        by="town",
        at=at,
        agency_id=agency.id,
        class_id=a_class.id,
    )
    for step, stage in enumerate(ROAD[: 1 + number % len(ROAD)]):
        move = Move(person.id, agency.id, stage, f"town:{step}", class_id=a_class.id)
        enter_stage(db, move, by_id=None, at=at + timedelta(days=30 * step))
    return person
