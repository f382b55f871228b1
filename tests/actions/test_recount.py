"""Kept counts equal a recount, whatever legal things happen in whatever order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.leaving import Goodbye, ask_back, leave_agency
from actions.moves import NothingToTakeBackError, Turn, history_of, move_person, take_back
from actions.pipeline_days import mark_agency
from actions.posts import Hand, Terms, begin_post, end_post
from actions.recount import put_right, wrong_counts, wrong_stages
from actions.stages import mark_stuck, move_class, move_home, stage_now
from actions.waiting import accept_offer
from domain.days import local_day
from domain.stages import EXAM_ORDER, ExamStage, PostKind, exam_stages_after
from models.people import Person
from models.pipeline import PeopleCount, Post, StageNow
from models.places import Agency, Region, StudyClass
from models.road import Track
from tests.cast import Cast
from tests.conftest import START

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["move", "back", "class", "home", "leave", "return", "post", "end", "stuck"]
        ),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=14,
)


@pytest.fixture
def cast(house):
    return Cast(house)


class Play:
    """Two people of one agency, and what may happen to them."""

    def __init__(self, db, cast):
        self.db, self.by = db, cast.li.id
        self.people = [db.get_one(Person, one.id) for one in (cast.xiaofang, cast.xiaojun)]
        self.agency = db.get_one(Agency, cast.agency_of(cast.xiaofang))
        self.at = START
        self.classes = [None, db.scalars(select(StudyClass.id)).first()]
        self.homes = [None, *db.scalars(select(Region.id).limit(3))]

    def do(self, deed, number, first):
        self.at += timedelta(days=1)
        self.number, self.person = number, self.people[0 if first else 1]
        self.now = stage_now(self.db, self.person.id, self.agency.id)
        getattr(self, f"_{deed}")()

    def _turn(self):
        rows = self.db.scalars(history_of(self.person.id, self.agency.id, Track.EXAM)).all()
        return Turn(self.by, self.at, uuid4(), rows[-1].uid)

    def _move(self):
        after = exam_stages_after(ExamStage(self.now.stage)) - {ExamStage.LEFT}
        known = [stage for stage in EXAM_ORDER if stage in after]
        if known and self.now.stage != "left":
            stage = known[self.number % len(known)]
            move_person(self.db, self.person.id, self.agency.id, stage, why="x", turn=self._turn())

    def _back(self):
        try:
            take_back(self.db, self.person.id, self.agency.id, turn=self._turn())
        except NothingToTakeBackError:
            return

    def _class(self):
        move_class(self.db, self.person.id, self.agency.id, self.classes[self.number % 2])

    def _home(self):
        move_home(self.db, self.person.id, self.homes[self.number % len(self.homes)])

    def _bye(self):
        return Goodbye("x", self.db.get_one(Person, self.by), uuid4(), self.at)

    def _leave(self):
        leave_agency(self.db, self.person, self.agency, self._bye())

    def _return(self):
        if self.now.stage == "left":
            by = self.db.get_one(Person, self.by)
            asked = ask_back(self.db, self.person, self.agency, by=by, once=uuid4(), at=self.at)
            accept_offer(self.db, asked.id, self.person, at=self.at)

    def _post(self):
        kinds = [kind for kind in PostKind if kind is not PostKind.NONE]
        terms = Terms(
            kinds[self.number % len(kinds)],
            local_day(self.at),
            engaged=("bought", "hired", "")[self.number % 3],
        )
        hand = Hand(self.by, self.at, uuid4())
        begin_post(self.db, self.person.id, self.agency.id, terms, hand=hand)

    def _end(self):
        running = select(Post.id).where(Post.person_id == self.person.id, Post.ended_on.is_(None))
        for post_id in self.db.scalars(running).all():
            hand = Hand(self.by, self.at, uuid4())
            end_post(self.db, post_id, ended_on=local_day(self.at), why="x", hand=hand)

    def _stuck(self):
        mark_stuck(self.db, self.now, not self.now.stuck)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds=DEEDS)
def test_counts_equal_a_recount_after_any_legal_deeds(house, cast, deeds):
    with house.database.rehearsing() as db:
        play = Play(db, cast)
        for deed in deeds:
            play.do(*deed)
        db.flush()
        assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_what_was_broken_is_found_and_put_right(house, cast):
    with house.database.writing() as db:
        db.scalars(select(PeopleCount).where(PeopleCount.measure == "exam")).first().people = 9
        row = db.scalars(select(StageNow)).first()
        row.stage = "certified"
        db.flush()
        assert [what for _id, what in wrong_stages(db)] == ["stage"]
        assert wrong_counts(db)
    put_right(house.database)
    with house.database.reading() as db:
        assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_a_lost_present_stage_is_made_again(house, cast):
    with house.database.writing() as db:
        agency = cast.agency_of(cast.xiaofang)
        db.delete(stage_now(db, cast.xiaofang.id, agency))
        db.flush()
        assert wrong_stages(db) == [(0, "missing")]
    put_right(house.database)
    with house.database.reading() as db:
        assert stage_now(db, cast.xiaofang.id, agency).stage == "in_class"
        assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_stuck_marks_survive_a_repair(house, cast):
    agency = cast.agency_of(cast.xiaofang)
    mark_agency(house.database, agency, local_day(START) + timedelta(days=40))
    put_right(house.database)
    with house.database.reading() as db:
        assert db.scalars(select(StageNow).where(StageNow.stuck.is_(True))).first()
        assert wrong_counts(db) == {}
