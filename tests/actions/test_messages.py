"""Saying something: once, about one thing, told to the other side, not without end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions.messages import MOST_AN_HOUR, Talk, TooManyMessagesError, say, see, settle
from models.base import new_uid
from models.message_queries import readers
from models.messages import Conversation, ConversationDone, ConversationSeen, Message
from models.notices import Notice
from models.people import Guidance, Person
from tests.conftest import START

ONCE = new_uid()


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


@pytest.fixture
def talk(cast):
    return Talk(cast.xiaofang.id, cast.agency_of(cast.xiaofang), "general")


def told(db):
    query = select(Person.name, Notice.kind, Notice.href).join(
        Person, Person.id == Notice.person_id
    )
    return [(name, kind) for name, kind, _href in db.execute(query.order_by(Notice.id))]


def test_a_message_sent_twice_is_one(db, cast, talk):
    first = say(db, talk, "老师好", by_id=cast.xiaofang.id, once=ONCE, at=START)
    again = say(db, talk, "老师好", by_id=cast.xiaofang.id, once=ONCE, at=START)
    assert first is again
    assert db.scalar(select(func.count(Message.id))) == 1


def test_there_is_one_conversation_about_a_thing(db, cast, talk):
    for who in (cast.xiaofang, cast.wang):
        say(db, talk, "x", by_id=who.id, once=new_uid(), at=START)
    assert db.scalar(select(func.count(Conversation.id))) == 1


def test_what_wants_no_answer_is_kept_once_with_who_and_when(db, cast, talk):
    said = [say(db, talk, "x", by_id=cast.xiaofang.id, once=new_uid(), at=START) for _ in "ab"]
    room, wang = said[0].conversation_id, cast.wang.id
    assert not settle(db, room, said[0].id, wang, at=START)
    assert settle(db, room, said[1].id, wang, at=START)
    assert settle(db, room, said[1].id, cast.li.id, at=START)
    (row,) = db.scalars(select(ConversationDone)).all()
    assert (row.message_id, row.by_id, row.at) == (said[1].id, wang, START)
    say(db, talk, "x", by_id=wang, once=new_uid(), at=START)
    assert settle(db, room, said[1].id, wang, at=START)
    assert db.scalar(select(func.count(ConversationDone.id))) == 1


def test_the_mentor_is_told_and_the_trainee_of_the_answer_once_a_day(db, cast, talk):
    for who in (cast.xiaofang, cast.xiaofang, cast.wang):
        say(db, talk, "x", by_id=who.id, once=new_uid(), at=START)
    assert told(db) == [("王老师", "message"), ("小芳", "message")]


def test_where_nobody_guides_the_managers_are_told(db, cast, talk):
    db.scalars(
        select(Guidance).where(Guidance.trainee_id == cast.xiaofang.id)
    ).one().ends_at = START
    db.flush()
    say(db, talk, "x", by_id=cast.xiaofang.id, once=new_uid(), at=START)
    assert told(db) == [("李主任", "message")]


def test_mentors_and_managers_read_it(db, talk):
    rows = db.execute(readers(talk.trainee_id, talk.agency_id, START)).all()
    assert [one.name for one in rows] == ["王老师", "李主任"]


def test_thirty_an_hour_are_enough(db, cast, talk):
    me = cast.xiaofang.id
    for number in range(MOST_AN_HOUR):
        at = START + timedelta(minutes=number)
        say(db, talk, str(number), by_id=me, once=new_uid(), at=at)
    with pytest.raises(TooManyMessagesError) as flood:
        say(db, talk, "x", by_id=me, once=new_uid(), at=START + timedelta(minutes=40))
    assert flood.value.seconds == 20 * 60
    say(db, talk, "x", by_id=cast.wang.id, once=new_uid(), at=START + timedelta(minutes=40))
    say(db, talk, "x", by_id=me, once=new_uid(), at=START + timedelta(minutes=61))


def test_reading_never_goes_back(db, cast, talk):
    first, second = (
        say(db, talk, "x", by_id=cast.xiaofang.id, once=new_uid(), at=START) for _n in range(2)
    )
    for one in (second, first):
        see(db, one.conversation_id, cast.wang.id, one.id, at=START)
    seen = select(ConversationSeen).where(ConversationSeen.person_id == cast.wang.id)
    assert db.scalars(seen).one().message_id == second.id


def test_reading_a_conversation_sees_its_notice(db, cast, talk):
    message = say(db, talk, "老师好", by_id=cast.xiaofang.id, once=new_uid(), at=START)
    told = select(Notice.seen_at).where(Notice.person_id == cast.wang.id)
    assert db.scalars(told).all() == [None]
    see(db, message.conversation_id, cast.wang.id, message.id, at=START)
    assert db.scalars(told).all() == [START]
