"""The one door: appended once, folded to the same tables in any order."""

import json
import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from actions.counters import differences, rebuild, snapshot
from actions.facts import Draft, Fact, record, write_as_server
from actions.learning import answer_item, read_section
from domain.answers import Mode
from models.learning import Event, ItemLeaf, Kind, LessonProgress, PersonLock, PointSum
from tests.conftest import START

PHONE = UUID("00000000-0000-4000-8000-00000000000a")
TABLET = UUID("00000000-0000-4000-8000-00000000000b")


def facts_of(house, number=24, seed=1):
    """What two devices of one person wrote over some days, wrong clocks and all."""
    luck = random.Random(seed)
    items = house.library.items(pool="practice")[:5]
    lesson = next(iter(house.library.courses.values())).lessons[0]
    facts = []
    for index in range(number):
        writer = luck.choice((PHONE, TABLET))
        seq = sum(fact.writer == writer for fact in facts) + 1
        at = START + timedelta(hours=luck.randint(0, 400))
        if luck.random() < 0.2:
            body = {
                "course": lesson.course,
                "version": lesson.version,
                "section": luck.randint(1, 3),
                "finished": luck.random() < 0.3,
            }
            facts.append(Fact(writer, seq, Kind.LESSON_READ, lesson.id, body, at))
            continue
        item = luck.choice(items)
        unknown = luck.random() < 0.1
        body = {
            "version": item.version if luck.random() < 0.9 else "0123456789abcdef",
            "chosen": "" if unknown else luck.choice("ABCD"),
            "unknown": unknown,
            "mode": luck.choice(("practice", "mixed", "review")),
            "seconds": index,
        }
        facts.append(Fact(writer, seq, Kind.ANSWER, item.id, body, at))
    return facts


def tables_after(house, person, batches):
    """The folded tables after these batches, on a clean person; nothing is kept."""
    with house.database.rehearsing() as db:
        for batch in batches:
            record(db, person.id, batch, library=house.library)
        return snapshot(db, person.id)


@pytest.mark.parametrize("seed", range(6))
def test_shuffled_doubled_and_split_batches_give_the_same_tables(house, cast, seed):
    facts = facts_of(house, seed=seed)
    luck = random.Random(seed)
    once = tables_after(house, cast.xiaofang, [facts])
    doubled = facts + luck.sample(facts, 8)
    luck.shuffle(doubled)
    cuts = sorted(luck.sample(range(1, len(doubled)), 3))
    pieces = [doubled[a:b] for a, b in zip([0, *cuts], [*cuts, len(doubled)], strict=True)]
    assert tables_after(house, cast.xiaofang, pieces) == once
    assert once["item_leaves"]
    assert once["lesson_progress"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(12)))
def test_any_order_gives_the_same_tables(house, cast, order):
    facts = facts_of(house, 12)
    once = tables_after(house, cast.xiaofang, [facts])
    assert tables_after(house, cast.xiaofang, [[facts[i]] for i in order]) == once


def test_tables_made_again_from_the_events_equal_the_live_ones(house, cast):
    with house.database.writing() as db:
        record(db, cast.xiaofang.id, facts_of(house, 40), library=house.library)
    with house.database.writing() as db:
        before = snapshot(db, cast.xiaofang.id)
        rebuild(db, cast.xiaofang.id, library=house.library)
        assert differences(before, snapshot(db, cast.xiaofang.id)) == []


def test_a_table_that_was_tampered_with_is_named(house, cast):
    with house.database.writing() as db:
        record(db, cast.xiaofang.id, facts_of(house, 40), library=house.library)
        db.execute(delete(ItemLeaf).where(ItemLeaf.person_id == cast.xiaofang.id))
        before = snapshot(db, cast.xiaofang.id)
        rebuild(db, cast.xiaofang.id, library=house.library)
        assert differences(before, snapshot(db, cast.xiaofang.id)) == ["item_leaves"]


def test_the_same_event_again_is_already_here(house, cast):
    facts = facts_of(house, 5)
    with house.database.writing() as db:
        record(db, cast.xiaofang.id, facts, library=house.library)
        again = record(db, cast.xiaofang.id, facts, library=house.library)
    assert (len(again.new), again.known, again.forked) == (0, 5, ())


def test_other_words_under_a_known_number_are_a_fork_and_change_nothing(house, cast):
    fact = facts_of(house, 1)[0]
    other = Fact(fact.writer, fact.seq, fact.kind, fact.subject, {**fact.body, "x": 1}, fact.at)
    with house.database.writing() as db:
        record(db, cast.xiaofang.id, [fact], library=house.library)
        before = snapshot(db, cast.xiaofang.id)
        done = record(db, cast.xiaofang.id, [other], library=house.library)
        assert done.forked == (other,)
        assert snapshot(db, cast.xiaofang.id) == before


def test_an_unknown_version_is_kept_unmarked(house, cast):
    item = house.library.items(pool="practice")[0]
    body = {"version": "feedfacefeedface", "chosen": "A", "unknown": False, "mode": "practice"}
    fact = Fact(PHONE, 1, Kind.ANSWER, item.id, body, START)
    with house.database.writing() as db:
        record(db, cast.xiaofang.id, [fact], library=house.library)
        leaf = db.scalars(select(ItemLeaf)).one()
    assert (leaf.unmarked, leaf.rights, leaf.wrongs, leaf.standing) == (1, 0, 0, None)


def test_the_servers_numbers_have_no_gaps(house, cast):
    lesson = next(iter(house.library.courses.values())).lessons[0]
    for section in (1, 2, 3):
        with house.database.writing() as db:
            read_section(
                db, cast.xiaofang.id, lesson, section=section, library=house.library, at=START
            )
    with house.database.reading() as db:
        assert list(db.scalars(select(Event.seq).order_by(Event.seq))) == [1, 2, 3]
        assert db.scalar(select(PersonLock.last_seq).where(PersonLock.last_seq > 0)) == 3
        assert db.scalars(select(LessonProgress.sections)).one() == 3


def test_the_same_once_is_the_same_answer(house, cast):
    item = house.library.items(pool="practice")[0]
    once = uuid4()
    for chosen in ("A", "B"):
        with house.database.writing() as db:
            answer_item(
                db,
                cast.xiaofang.id,
                item,
                chosen=chosen,
                unknown=False,
                mode=Mode.PRACTICE,
                once=once,
                library=house.library,
                at=START,
            )
    with house.database.reading() as db:
        event = db.scalars(select(Event)).one()
        assert json.loads(event.body)["chosen"] == "A"
        assert db.scalar(select(func.count(PointSum.id))) == len(item.points)


def test_nothing_is_kept_when_a_fold_fails(house, cast):
    bad = Draft(Kind.ANSWER, "jc04-p001", {"no": "version"})
    with pytest.raises(KeyError), house.database.writing() as db:
        write_as_server(db, cast.xiaofang.id, [bad], library=house.library, at=START)
    with house.database.reading() as db:
        assert db.scalar(select(func.count(Event.id))) == 0
