"""Counts of holders are right after every verb that changes where somebody belongs."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions.classes import move_person, open_class
from actions.coming_in import Arrival, come_in
from actions.erasure import erase_person
from actions.grants import Scope, end_role, grant_role
from actions.holders import MEASURE, wrong_counts, wrong_holders
from actions.leaving import Goodbye, ask_back, leave_agency
from actions.regions import wrong_sums
from actions.waiting import accept_offer
from domain.access import Role
from models.base import new_uid
from models.credentials import HolderNow
from models.people import Membership, Person
from models.pipeline import PeopleCount, StageNow
from models.places import Agency, StudyClass
from models.regions import RegionCount
from models.road import Certificate
from tests.actions.test_credentials import enter, say
from tests.conftest import START

STEPS = 14


@pytest.fixture
def holder(house, cast):
    """小芳 holds a certificate that a second person has confirmed."""
    say(house, enter(house, cast.xiaofang), cast.li)
    return cast.xiaofang


class World:
    """小芳 on her way through agencies and classes; each step is one verb."""

    def __init__(self, db, cast, luck, at):
        self.db, self.luck, self.at = db, luck, at
        self.me = db.get_one(Person, cast.xiaofang.id)
        self.li = db.get_one(Person, cast.li.id)
        self.lin = db.get_one(Person, cast.lin.id)
        self.agencies = db.scalars(select(Agency).order_by(Agency.id)).all()

    def leave(self):
        agency = self.luck.choice(self.agencies)
        goodbye = Goodbye("搬家", self.li, new_uid(), self.at)
        leave_agency(self.db, self.me, agency, goodbye)

    def come_back(self):
        query = select(StageNow).where(
            StageNow.person_id == self.me.id, StageNow.stage == "left", StageNow.track == "exam"
        )
        for row in self.db.scalars(query).all():
            agency = self.db.get_one(Agency, row.agency_id)
            asked = ask_back(self.db, self.me, agency, by=self.li, once=new_uid(), at=self.at)
            accept_offer(self.db, asked.id, self.me, at=self.at)

    def come_in(self):
        agency = self.luck.choice(self.agencies)
        query = select(StudyClass.id).where(StudyClass.agency_id == agency.id)
        class_id = self.luck.choice([None, *self.db.scalars(query)])
        arrival = Arrival(
            agency.id, class_id, Role.TRAINEE, self.li.id, None, f"invite:{new_uid()}"
        )
        come_in(self.db, self.me, arrival, at=self.at)

    def change_class(self):
        query = select(Membership.agency_id).where(
            Membership.person_id == self.me.id,
            Membership.role == Role.TRAINEE,
            Membership.ends_at.is_(None),
        )
        held = self.db.scalars(query).all()
        if held:
            agency_id = self.luck.choice(held)
            made = open_class(
                self.db, agency_id=agency_id, name=f"班{new_uid().hex[-6:]}", by=self.li,
                once=new_uid(), at=self.at,
            )  # fmt: skip
            class_id = self.luck.choice([None, made.id])
            move_person(
                self.db, self.me.id, agency_id=agency_id, class_id=class_id, why="asked",
                by=self.li, at=self.at,
            )  # fmt: skip

    def be_mentor(self):
        agency = self.luck.choice(self.agencies)
        query = select(Membership).where(
            Membership.person_id == self.me.id,
            Membership.agency_id == agency.id,
            Membership.role == Role.MENTOR,
            Membership.ends_at.is_(None),
        )
        more = {"by": self.lin, "giver": Role.ADMIN, "reason": "x", "at": self.at}
        if row := self.db.scalars(query).first():
            end_role(self.db, row.id, **more)
        else:
            grant_role(self.db, self.me.id, Role.MENTOR, Scope(agency_id=agency.id), **more)


VERBS = ("leave", "come_back", "come_in", "change_class", "be_mentor")


@pytest.mark.parametrize("seed", range(8))
def test_after_any_verbs_in_any_order_a_recount_changes_nothing(house, cast, holder, seed):
    luck = random.Random(seed)
    for step in range(STEPS):
        at, verb = START + timedelta(hours=2 + step), luck.choice(VERBS)
        with house.database.writing() as db:
            getattr(World(db, cast, luck, at), verb)()
        with house.database.reading() as db:
            wrong = wrong_holders(db, at=at), wrong_counts(db), wrong_sums(db)
        assert wrong == ([], [], []), f"{verb} at step {step}"


def test_who_holds_a_certificate_in_two_agencies_is_one_holder_of_the_place(house, cast, holder):
    with house.database.writing() as db:
        agency = db.get_one(Agency, cast.agency_of(cast.li))
        new = Agency(name="新机构", region_id=agency.region_id)
        db.add(new)
        db.flush()
        arrival = Arrival(new.id, None, Role.TRAINEE, cast.li.id, None, f"invite:{new_uid()}")
        come_in(db, db.get_one(Person, holder.id), arrival, at=START + timedelta(hours=2))
        here = select(RegionCount.people).where(RegionCount.measure == MEASURE)
        assert [n for n in db.scalars(here) if n] == [1]
        in_agencies = select(func.sum(PeopleCount.people)).where(PeopleCount.measure == MEASURE)
        assert db.scalar(in_agencies) == 2
        goodbye = Goodbye("搬家", None, new_uid(), START + timedelta(hours=3))
        leave_agency(db, db.get_one(Person, holder.id), agency, goodbye)
        assert [n for n in db.scalars(here) if n] == [1]
        assert wrong_sums(db) == []


def test_who_is_erased_is_counted_nowhere(house, cast, holder):
    with house.database.writing() as db:
        erase_person(db, holder.id, at=START + timedelta(hours=2))
        total = select(func.sum(PeopleCount.people)).where(PeopleCount.measure == MEASURE)
        assert (db.scalar(total), db.scalars(select(HolderNow)).all()) == (0, [])
        assert db.scalars(select(Certificate)).all() == []
