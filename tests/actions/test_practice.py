"""Sets: chosen honestly and the same for the same state; a place is answered once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from actions.learning import answer_item
from actions.practice import answer_place, name_cause, start_set
from actions.practice_choice import Want, Wish, chapter_key, supply
from actions.practice_moves import moves_of
from actions.wrong_items import wrong_items
from content.load import Library
from domain.answers import Mode
from domain.wrong_book import Cause
from models.base import new_uid
from models.learning import Event, PracticeAnswer, PracticeSet, WrongCause
from models.mocks import Mock
from tests.conftest import START

DAY = timedelta(days=1)


@pytest.fixture
def library(house):
    return house.library


@pytest.fixture
def me(cast):
    return cast.xiaofang


@pytest.fixture
def db(house):
    with house.database.rehearsing() as session:
        yield session


def some(library, pool, number=3):
    return library.items(course="junior-comprehensive-2025", pool=pool)[:number]


def wrong_option(item):
    return next(option.id for option in item.options if option.id not in item.key)


def answer(db, person, library, item, *, right=True, at=START, mode=Mode.PRACTICE):
    chosen = item.key if right else {wrong_option(item)}
    answer_item(
        db,
        person.id,
        item,
        chosen=chosen,
        unknown=False,
        mode=mode,
        once=new_uid(),
        library=library,
        at=at,
    )
    db.expire_all()  # folding writes past the session


def start(db, person, library, wish, *, size=10, at=START, once=None):
    return start_set(db, person.id, wish, size=size, once=once or new_uid(), library=library, at=at)


def answer_in(db, run, place, library, *, right=True, unknown=False, at=START):
    item = library.item(run.items[place - 1])
    chosen = item.key if right else {wrong_option(item)}
    answer_place(db, run, place, item, chosen=chosen, unknown=unknown, library=library, at=at)
    db.expire_all()


def chapter_of(library):
    return Wish(Want.CHAPTER, chapter_key(some(library, "practice", 1)[0]))


def test_a_set_has_ten_items_of_the_chapter_each_once(db, me, library):
    run = start(db, me, library, chapter_of(library))
    assert len(run.items) == len(set(run.items)) == 10
    assert {chapter_key(library.item(i)) for i in run.items} == {chapter_of(library).which}
    assert (run.mode, run.topic) == ("practice", chapter_of(library).topic)


def test_the_same_state_gives_the_same_set(db, me, library):
    wish = chapter_of(library)
    assert start(db, me, library, wish).items == start(db, me, library, wish).items


def test_a_form_sent_twice_makes_one_set(db, me, library):
    once = new_uid()
    first = start(db, me, library, chapter_of(library), once=once)
    again = start(db, me, library, Wish(Want.MIXED), size=20, once=once)
    assert again.uid == first.uid
    assert db.scalar(select(func.count(PracticeSet.id))) == 1


def test_unseen_items_come_first_then_the_longest_unseen(db, me, library):
    items = library.items(pool="practice", chapter=4)
    for number, item in enumerate(items[:-2]):
        answer(db, me, library, item, at=START - timedelta(minutes=number))
    run = start(db, me, library, chapter_of(library), size=4, at=START)
    assert set(run.items[:2]) == {items[-2].id, items[-1].id}
    assert run.items[2:] == [items[-3].id, items[-4].id]


def test_due_items_come_the_longest_overdue_first(db, me, library):
    items = some(library, "practice")
    for number, item in enumerate(items):
        answer(db, me, library, item, right=False, at=START - (9 - number) * DAY)
    run = start(db, me, library, Wish(Want.DUE))
    assert run.items == [item.id for item in items]
    assert run.mode == "review"


def test_nothing_due_makes_no_set(db, me, library):
    assert start(db, me, library, Wish(Want.DUE)) is None
    assert db.scalar(select(func.count(PracticeSet.id))) == 0


def test_a_mixed_set_takes_one_from_each_chapter_in_turn(db, me, library):
    run = start(db, me, library, Wish(Want.MIXED), size=20)
    chapters = [chapter_key(library.item(item)) for item in run.items]
    asked = list(dict.fromkeys(chapter_key(one) for one in library.items(pool="practice")))
    assert chapters[: 2 * len(asked)] == asked * 2


def test_a_mixed_set_keeps_to_the_chapters_practised_before(db, me, library):
    for chapter in (4, 8):
        answer(db, me, library, library.items(pool="practice", chapter=chapter)[0])
    run = start(db, me, library, Wish(Want.MIXED), size=20)
    assert {library.item(item).chapter for item in run.items} == {4, 8}


def test_wrong_items_not_yet_right_today_come_first(db, me, library):
    first, second, third = some(library, "practice")
    for item in (first, second, third):
        answer(db, me, library, item, right=False, at=START - DAY)
    answer(db, me, library, first, at=START)
    run = start(db, me, library, Wish.wrong(), at=START)
    assert run.items[-1] == first.id
    assert (set(run.items), run.mode) == ({first.id, second.id, third.id}, "wrong")


def test_wrong_items_can_be_of_one_point_or_one_cause(db, me, library):
    first, other = some(library, "practice", 1)[0], library.items(pool="practice", chapter=8)[0]
    for item in (first, other):
        answer(db, me, library, item, right=False)
    name_cause(db, me.id, other.id, Cause.MISREAD, at=START)
    point = start(db, me, library, Wish.wrong(point=first.points[0]))
    cause = start(db, me, library, Wish.wrong(cause=Cause.MISREAD))
    assert (point.items, cause.items) == ([first.id], [other.id])
    assert start(db, me, library, Wish.wrong(first.points[0], Cause.MISREAD)) is None


def test_an_item_whose_law_is_not_in_force_is_left_out(db, me, library):
    item = some(library, "practice", 1)[0]
    answer(db, me, library, item, right=False, at=START - 9 * DAY)
    old = replace(item, valid_to=date(2026, 11, 23))
    later = Library(library.courses.values(), [old, *library.items(pool="practice")[1:]])
    for wish in (Wish(Want.DUE), Wish.wrong(), Wish(Want.ITEM, item.id)):
        assert item in supply(db, me.id, wish, library=library, at=START).items
        assert supply(db, me.id, wish, library=later, at=START).items == ()


def test_a_mock_item_once_sat_and_wrong_can_be_done_again(db, me, library):
    item = some(library, "mock", 1)[0]
    answer(db, me, library, item, right=False, mode=Mode.MOCK)
    assert start(db, me, library, Wish.wrong()).items == [item.id]
    assert start(db, me, library, Wish(Want.ITEM, item.id)) is None


def test_a_mock_item_stays_closed_while_its_mock_runs(db, me, library):
    item = some(library, "mock", 1)[0]
    answer(db, me, library, item, right=False, mode=Mode.MOCK)
    db.add(running_mock(me, item))
    db.flush()
    assert wrong_items(db, me.id, library=library, at=START) == ()
    assert len(wrong_items(db, me.id, library=library, at=START + DAY)) == 1


def running_mock(person, item):
    return Mock(
        person_id=person.id,
        once=new_uid(),
        course=item.course,
        seed=1,
        code="A",
        items=[item.id],
        versions=[item.version],
        minutes=120,
        started_at=START,
        deadline_at=START + timedelta(minutes=120),
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.randoms(use_true_random=False), size=st.sampled_from((10, 20)))
def test_a_set_never_holds_a_mock_item_not_sat_nor_a_check(house, cast, seed, size):
    library, me = house.library, cast.xiaofang
    with house.database.rehearsing() as db:
        sat = set()
        pools = ("practice", "practice", "mock", "check")
        for number in range(seed.randint(0, 9)):
            pool = seed.choice(pools)
            item = seed.choice(library.items(pool=pool))
            sat |= {item.id} if pool == "mock" else set()
            at = START - timedelta(days=seed.randint(0, 30), minutes=number)
            answer(db, me, library, item, right=seed.random() < 0.4, at=at)
        point = seed.choice(library.items(pool="mock")).points[0]
        wishes = [Wish(want) for want in (Want.DUE, Want.MIXED)]
        wishes += [Wish.wrong(), Wish.wrong(point=point), Wish(Want.POINT, point)]
        for wish in (*wishes, chapter_of(library)):
            run = start(db, me, library, wish, size=size)
            for item in (library.item(i) for i in (run.items if run else ())):
                assert item.pool == "practice" or item.id in sat


def test_a_place_is_answered_once(db, me, library):
    run = start(db, me, library, chapter_of(library))
    answer_in(db, run, 1, library)
    answer_in(db, run, 1, library, right=False)
    row = db.scalars(select(PracticeAnswer)).one()
    assert (row.place, row.outcome) == (1, "right")
    assert db.scalar(select(func.count(Event.id))) == 1


def test_not_knowing_is_kept_apart_from_wrong(db, me, library):
    run = start(db, me, library, chapter_of(library))
    answer_in(db, run, 1, library, unknown=True)
    row = db.scalars(select(PracticeAnswer)).one()
    assert (row.outcome, row.chosen) == ("unknown", "")


def test_a_cause_named_twice_is_one_row_and_the_last_counts(db, me, library):
    item = some(library, "practice", 1)[0]
    answer(db, me, library, item, right=False)
    for cause in (Cause.CARELESS, Cause.CARELESS, Cause.MIXED_UP):
        name_cause(db, me.id, item.id, cause, at=START)
    assert db.scalar(select(func.count(WrongCause.id))) == 2
    one = wrong_items(db, me.id, library=library, at=START)[0]
    assert (one.cause, one.named) == (Cause.MIXED_UP, True)


def test_without_a_named_cause_the_last_answer_suggests_one(db, me, library):
    single, multiple = (
        next(i for i in library.items(pool="practice") if i.kind == kind)
        for kind in ("single", "multiple")
    )
    for item in (single, multiple):
        answer(db, me, library, item, right=False)
    found = {one.item.id: one.cause for one in wrong_items(db, me.id, library=library, at=START)}
    assert found == {single.id: Cause.NOT_REMEMBERED, multiple.id: Cause.EXTRA_OPTION}


def test_three_days_of_right_answers_take_an_item_out(db, me, library):
    item = some(library, "practice", 1)[0]
    answer(db, me, library, item, right=False)
    left = []
    for day in (1, 2, 3):
        found = wrong_items(db, me.id, library=library, at=START + day * DAY)
        left.append(found[0].days_left)
        answer(db, me, library, item, at=START + day * DAY)
    assert left == [3, 2, 1]
    assert wrong_items(db, me.id, library=library, at=START + 3 * DAY) == ()


def test_a_set_says_what_it_moved(db, me, library):
    known = some(library, "practice", 1)[0]
    answer(db, me, library, known, right=False, at=START - 3 * DAY)
    for day in (2, 1):
        answer(db, me, library, known, at=START - day * DAY)
    run = start(db, me, library, Wish(Want.ITEM, known.id))
    answer_in(db, run, 1, library)
    (move,) = moves_of(db, me.id, run.uid, run.items, library=library)
    assert (move.left_book, move.entered_book) == (True, False)
    assert (move.change.rights, move.change.in_wrong_book, move.change.answered) == (1, -1, 0)


def test_the_moves_of_another_set_are_not_counted(db, me, library):
    wish = Wish(Want.ITEM, some(library, "practice", 1)[0].id)
    first, second = start(db, me, library, wish), start(db, me, library, wish)
    answer_in(db, first, 1, library, right=False)
    answer_in(db, second, 1, library, right=False, at=START + DAY)
    (move,) = moves_of(db, me.id, second.uid, second.items, library=library)
    assert (move.before and move.before.wrongs, move.change.wrongs) == (1, 1)
    assert not move.entered_book
