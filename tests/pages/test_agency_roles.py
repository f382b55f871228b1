"""A manager's mentors: new ones with a code, known ones at once, others asked where they are."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from domain.access import Role
from models.people import Membership, Person
from models.places import Agency
from models.roster import PendingMembership
from tests.browser import Browser

CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
NEW = {"name": "许静", "phone": "139 0013 9000", "reason": "来带新班"}
PAGE = "/agency/roles"


@pytest.fixture
def li(app, cast):
    """The manager of 甲机构, signed in."""
    return Browser(app).as_person(cast.li)


def mentor_in(house, person):
    with house.database.reading() as db:
        query = select(Membership).where(
            Membership.person_id == person.id, Membership.role == Role.MENTOR
        )
        return [one for one in db.scalars(query) if one.ends_at is None]


def test_somebody_new_gets_a_code_and_is_a_mentor(app, house, li):
    form = NEW | {"once": "0190a0b0-0000-7000-8000-000000000009"}
    first = li.post(f"{PAGE}/new", form)
    assert li.post(f"{PAGE}/new", form).location == first.location
    code = CODE.search(li.follow(first).text)[0]
    assert CODE.search(li.follow(first).text) is None
    browser = Browser(app)
    browser.post("/recover", {"code": code, "password": "he-hua-kai-le-7"})
    browser.get("/trainees")
    browser.get(PAGE, status=403)
    with house.database.reading() as db:
        assert len(db.scalars(select(Person).where(Person.name == "许静")).all()) == 1


def test_a_trainee_of_the_agency_becomes_one_at_once(app, house, cast, li):
    form = NEW | {"name": "小军", "phone": "13800138002"}
    assert "现在是带班老师" in li.follow(li.post(f"{PAGE}/new", form)).text
    assert len(mentor_in(house, cast.xiaojun)) == 1
    assert "他已经是了" in li.post(f"{PAGE}/new", form, status=422).errors()[0]


def test_somebody_elsewhere_is_asked_and_not_taken(app, house, cast, li):
    form = NEW | {"name": "陈老师", "phone": "13800138009"}
    for _ in range(2):
        li.post(f"{PAGE}/new", form)
    jia = cast.agency_of(cast.li)
    assert jia not in {one.agency_id for one in mentor_in(house, cast.chen)}
    with house.database.reading() as db:
        (waits,) = db.scalars(select(PendingMembership)).all()
    assert (waits.role, waits.waits_for, waits.agency_id) == (Role.MENTOR, "person", jia)
    chen = Browser(app).as_person(cast.chen)
    chen.post(f"/me/offers/{waits.uid}", {"agree": "y"})
    assert jia in {one.agency_id for one in mentor_in(house, cast.chen)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "填姓名"),
        ({"phone": "1390013"}, "11 位数字"),
        ({"reason": ""}, "写一句为什么"),
    ],
)
def test_a_fault_is_told_and_what_was_typed_stays(house, li, change, words):
    page = li.post(f"{PAGE}/new", NEW | change, status=422)
    assert words in page.errors()[0]
    for name, text in (NEW | change).items():
        assert page.value(name) == text


def test_another_agency_in_the_form_is_ignored_or_not_there(house, cast, li):
    with house.database.reading() as db:
        other = db.scalar(select(Agency.uid).where(Agency.name == "乙机构"))
    li.post(f"{PAGE}/new", NEW | {"agency": str(other)})
    with house.database.reading() as db:
        person = db.scalars(select(Person).where(Person.name == "许静")).one()
    (place,) = mentor_in(house, person)
    assert place.agency_id == cast.agency_of(cast.li)


def test_a_mentor_is_let_go_with_a_reason(house, cast, li, wang):
    (place,) = mentor_in(house, cast.wang)
    assert li.post(f"{PAGE}/{place.uid}/end", status=422).errors()
    li.post(f"{PAGE}/{place.uid}/end", {"reason": "调走了"})
    wang.get("/trainees", status=303)
    li.get(f"{PAGE}/{place.uid}/end", status=404)
    assert mentor_in(house, cast.wang) == []


def test_nobody_lets_go_a_foreign_mentor_or_a_manager(house, cast, li):
    (foreign,) = mentor_in(house, cast.chen)
    with house.database.reading() as db:
        own = db.scalars(select(Membership).where(Membership.person_id == cast.li.id)).one()
    for place in (foreign, own):
        li.post(f"{PAGE}/{place.uid}/end", {"reason": "x"}, status=404)
    assert len(mentor_in(house, cast.chen)) == 1
    assert own.starts_at < datetime.now(UTC)
