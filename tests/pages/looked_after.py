"""What happens to trainees in tests of those who look after them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from actions.learning import read_section
from actions.mentoring import Order, Task, assign
from actions.people import agree, enter_person, grant, guide, withdraw
from actions.road import enter_rules, take_step
from actions.stages import Move, enter_stage
from content.rules import parse_rules
from content.rules_build import exam_steps, sittings_of
from domain.access import Role
from domain.consent import LEARNING_DATA
from domain.days import local_day
from domain.registration import PAID, up_to
from models.base import new_uid
from models.classes import Absence
from models.mocks import Mock, MockClosing
from models.people import Membership, Person
from models.places import Agency, StudyClass

NOW = datetime.now(UTC)
TODAY = local_day(NOW)
COURSE = "junior-comprehensive-2025"
SITTING = """[[rules]]
id = "sitting-2027-420000"
kind = "sitting"
region = "420000"
source = "测试用的通知"
checked_on = 2026-11-24
confidence = "high"

[rules.value]
year = {year}
levels = ["junior", "middle"]
status = "announced"
exam_days = [{eve}, {exam}]

[rules.value.windows.registration]
opens = {opens}T09:00:00
closes = {closes}T20:00:00
"""


def days(number):
    return timedelta(days=number)


def agency_id(db, name="甲机构"):
    return db.scalars(select(Agency.id).where(Agency.name == name)).one()


def class_of(db, name="一班"):
    return db.scalars(select(StudyClass).where(StudyClass.name == name)).one()


def trainee(house, name, *mentors, joined=NOW, in_class=True, stage="in_class"):
    """Enter one more trainee of 甲机构, guided by these people."""
    with house.database.writing() as db:
        person = enter_person(
            db, name=name, keyring=house.keyring, at=joined, login_name=f"u{new_uid().hex[-12:]}"
        )
        agency, group = agency_id(db), class_of(db) if in_class else None
        grant(
            db, person, Role.TRAINEE, by="tests", at=joined,
            agency_id=agency, class_id=group.id if group else None,
        )  # fmt: skip
        if stage:
            move = Move(person.id, agency, stage, cause="tests", class_id=group and group.id)
            enter_stage(db, move, by_id=None, at=joined)
        for mentor in mentors:
            guide(db, mentor_id=mentor.id, trainee_id=person.id, at=joined)
    return person


def joined_long_ago(house, person):
    with house.database.writing() as db:
        row = db.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        row.starts_at = NOW - days(200)


def learn(house, person, days_ago=0):
    lesson = house.library.course(COURSE).lessons[0]
    with house.database.writing() as db:
        at = NOW - days(days_ago)
        read_section(db, person.id, lesson, section=1, library=house.library, at=at)


def sit(house, person, marks, days_ago, course=COURSE):
    """Finish a mock with these marks of 100."""
    started = NOW - days(days_ago)
    with house.database.writing() as db:
        row = Mock(
            person_id=person.id, once=new_uid(), course=course, seed=1, code="A",
            items=[], versions=[], minutes=120,
            started_at=started, deadline_at=started + timedelta(hours=2),
        )  # fmt: skip
        db.add(row)
        db.flush()
        closing = MockClosing(
            mock_id=row.id, cause="submitted", closed_at=started,
            half_marks=2 * marks, full_half_marks=200, report={},
        )  # fmt: skip
        db.add(closing)


def ask(house, by, *people, due=0, **more):
    """Assign the first chapter to these people, due in so many days."""
    chapter = next(c for c in house.library.course(COURSE).chapters if c.written)
    order = Order(
        more.pop("task", Task.READ),
        more.pop("target", f"{COURSE}/{chapter.number}"),
        tuple(one.id for one in people),
        TODAY + days(due),
        more.pop("reason", ""),
        **more,
    )
    with house.database.writing() as db:
        maker = db.get_one(Person, by.id)
        return assign(db, order, by=maker, agency_id=agency_id(db), once=new_uid(), at=NOW)


def tell_away(house, person, until=5, first=-1, reason="收庄稼", taken_back=False):
    with house.database.writing() as db:
        db.add(
            Absence(
                person_id=person.id, from_on=TODAY + days(first), until_on=TODAY + days(until),
                reason=reason, told_by_id=person.id, at=NOW,
                taken_back_at=NOW if taken_back else None,
            )
        )  # fmt: skip


def take_back_consent(house, person):
    with house.database.writing() as db:
        row = db.get_one(Person, person.id)
        agree(db, row, purpose=LEARNING_DATA, version="1", words="x", at=NOW)
        withdraw(db, person.id, LEARNING_DATA, at=NOW)


def season(opens, closes, exam):
    """The text of a sitting of our province, its days counted from today."""
    return SITTING.format(
        year=(TODAY + days(exam)).year,
        opens=TODAY + days(opens),
        closes=TODAY + days(closes),
        eve=TODAY + days(exam - 1),
        exam=TODAY + days(exam),
    )


def announce(house, *, opens=-3, closes=4, exam=80):
    """A sitting of our province whose registration is open now."""
    with house.database.writing() as db:
        enter_rules(db, "a.toml", season(opens, closes, exam), "tests", NOW)


def walk(house, person, *steps, opens=-3, closes=4, exam=80):
    """Enter these steps of the announced sitting as done, by default all up to payment."""
    book = house.rules.override(parse_rules(season(opens, closes, exam).encode(), "a.toml"))
    year = (TODAY + days(exam)).year
    sitting = next(s for s in sittings_of(book, "420527", "junior") if s.year == year)
    walked = exam_steps(book, "420527", TODAY)
    for step in steps or [step.step for step in up_to(walked, PAID)]:
        with house.database.writing() as db:
            take_step(db, person.id, step, sitting=sitting, level="junior", steps=walked, at=NOW)


def to_another_agency(house, person, name="乙机构"):
    """A transfer: the membership here ends, another begins there."""
    with house.database.writing() as db:
        row = db.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        row.ends_at = NOW
        one = db.get_one(Person, person.id)
        grant(db, one, Role.TRAINEE, by="tests", at=NOW, agency_id=agency_id(db, name))
