"""A mock: started once, saved step by step, closed once, by whoever comes first."""

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy import func, select

from actions.counters import differences, rebuild, snapshot
from actions.facts import Fact, record
from actions.fold_mocks import step_subject
from actions.handlers import HANDLERS
from actions.jobs import Workshop, run_due
from actions.mock_closing import Cause, close_mock
from actions.mock_papers import Books, NoPaperError, draw_paper, paper_rules
from actions.mocks import (
    MOST_SECONDS,
    close_overdue,
    copy_code,
    save_step,
    start_mock,
    submit_mock,
)
from content.library import Library
from domain.days import local_day
from models.base import Database
from models.jobs import Job
from models.learning import Event, ItemLeaf, Kind
from models.mocks import ExtraTime, Mock, MockAnswer, MockClosing
from tests.conftest import START

PHONE = UUID("00000000-0000-4000-8000-00000000000a")
TABLET = UUID("00000000-0000-4000-8000-00000000000b")
END = START + timedelta(minutes=120)


@pytest.fixture
def books(house):
    return Books(house.library, house.rules)


@pytest.fixture
def course(house):
    return house.library.course("junior-comprehensive-2025")


def start(house, person, course, books, *, at=START, once=None):
    with house.database.writing() as db:
        return start_mock(db, person.id, course, once=once or uuid4(), books=books, at=at)


@pytest.fixture
def mock(house, cast, course, books):
    return start(house, cast.xiaofang, course, books).mock


def step(house, mock, number, chosen, *, minute=1.0, flagged=False, once=None):
    with house.database.writing() as db:
        return save_step(
            db,
            mock.id,
            number,
            chosen=chosen,
            flagged=flagged,
            once=once or uuid4(),
            books=Books(house.library, house.rules),
            at=START + timedelta(minutes=minute),
        )


def submit(house, mock, *, minute=60.0):
    with house.database.writing() as db:
        books = Books(house.library, house.rules)
        at = START + timedelta(minutes=minute)
        return submit_mock(db, mock.id, once=uuid4(), books=books, at=at)


def rows(house, query):
    with house.database.reading() as db:
        return list(db.scalars(query))


def count(house, table, *where):
    with house.database.reading() as db:
        return db.scalar(select(func.count(table.id)).where(*where))


def answer(house, mock, number):
    return rows(house, select(MockAnswer).where(MockAnswer.number == number))[0]


def key(house, mock, number):
    return house.library.item(mock.items[number - 1]).key


def miss(house, mock, number):
    return next(letter for letter in "ABCD" if letter not in key(house, mock, number))


def test_a_start_draws_the_whole_paper_and_sets_its_deadline(house, course, mock):
    items = [house.library.item(item) for item in mock.items]
    assert Counter(item.kind for item in items) == {"single": 60, "multiple": 20}
    assert {item.pool for item in items} == {"mock"}
    assert len(set(mock.items)) == 80
    assert mock.versions == [item.version for item in items]
    assert (mock.course, mock.minutes, mock.extra_minutes) == (course.id, 120, 0)
    assert (mock.started_at, mock.deadline_at) == (START, END)
    assert len(mock.code) == 2


def test_the_kept_seed_draws_the_same_paper_again(house, course, mock):
    form = paper_rules(house.rules, "J-ZH", region=None, on=local_day(START)).form
    paper = draw_paper(house.library, course, form, seed=mock.seed, on=local_day(START))
    assert list(paper.item_ids) == mock.items


def test_the_job_that_closes_it_is_asked_for_with_the_start(house, mock):
    job = rows(house, select(Job))[0]
    assert (job.kind, job.key) == ("close-mock", f"close-mock/{mock.uid}")
    assert (job.run_at, job.body) == (END, {"mock": str(mock.uid)})


def test_the_same_form_sent_again_starts_nothing_new(house, cast, course, books):
    once = uuid4()
    first = start(house, cast.xiaofang, course, books, once=once)
    again = start(house, cast.xiaofang, course, books, once=once)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.mock.uid == again.mock.uid
    assert (count(house, Mock), count(house, Event), count(house, Job)) == (1, 1, 1)


def test_while_one_runs_a_second_start_leads_to_it(house, cast, course, books, mock):
    later = start(house, cast.xiaofang, course, books, at=END)
    assert (later.fresh, later.mock.uid) == (False, mock.uid)


def test_another_person_starts_their_own(house, cast, course, books, mock):
    other = start(house, cast.xiaojun, course, books)
    assert other.fresh
    assert other.mock.seed != mock.seed


def test_after_its_time_a_start_closes_the_old_one_and_makes_a_new_one(
    house, cast, course, books, mock
):
    new = start(house, cast.xiaofang, course, books, at=END + timedelta(seconds=1))
    assert new.fresh
    assert [row.mock_id for row in rows(house, select(MockClosing))] == [mock.id]


def test_unseen_items_come_before_seen_ones(house, cast, course, books, mock):
    submit(house, mock)
    second = start(house, cast.xiaofang, course, books, at=START + timedelta(days=1)).mock
    seen = set(mock.items)
    left_over = {
        group_of(item)
        for item in house.library.items(course=course.id, pool="mock")
        if item.id not in seen | set(second.items)
    }
    repeated = {group_of(house.library.item(item)) for item in seen & set(second.items)}
    assert not left_over & repeated


def group_of(item):
    return item.chapter, item.kind, item.difficulty


def test_the_latest_extra_time_of_the_person_counts(house, cast, course, books):
    with house.database.writing() as db:
        for minutes, days in ((60, 2), (30, 1)):
            db.add(
                ExtraTime(
                    person_id=cast.xiaofang.id,
                    minutes=minutes,
                    reason="看得慢",
                    given_by_id=cast.wang.id,
                    at=START - timedelta(days=days),
                )
            )
    mock = start(house, cast.xiaofang, course, books).mock
    assert (mock.extra_minutes, mock.deadline_at) == (30, END + timedelta(minutes=30))
    assert start(house, cast.xiaojun, course, books).mock.extra_minutes == 0


def test_a_course_beside_the_exam_has_no_paper(house, cast, books):
    short = house.library.course("village-practice")
    with pytest.raises(NoPaperError):
        start(house, cast.xiaofang, short, books)


def test_a_step_is_the_state_of_its_question(house, mock):
    step(house, mock, 7, "A", minute=1)
    step(house, mock, 7, "B", minute=2, flagged=True)
    row = answer(house, mock, 7)
    assert (row.chosen, row.first_chosen, row.changes, row.flagged) == ("B", "A", 1, True)
    assert (row.seconds, row.at) == (120, START + timedelta(minutes=2))


def test_seconds_are_measured_from_the_step_before_and_a_pause_is_cut(house, mock):
    step(house, mock, 1, "A", minute=1)
    step(house, mock, 2, "A", minute=1.5)
    step(house, mock, 3, "A", minute=60)
    seconds = [answer(house, mock, number).seconds for number in (1, 2, 3)]
    assert seconds == [60, 30, MOST_SECONDS]


def test_only_letters_of_options_are_kept(house, mock):
    step(house, mock, 1, ["A", "x", "AB", "<script>"])
    assert answer(house, mock, 1).chosen == "A"


def test_the_same_form_sent_twice_is_one_step(house, mock):
    once = uuid4()
    step(house, mock, 1, "A", minute=1, once=once)
    step(house, mock, 1, "A", minute=2, once=once)
    assert count(house, Event, Event.kind == Kind.MOCK_STEP) == 1


def test_a_form_found_with_the_back_button_can_still_change_the_answer(house, mock):
    once = uuid4()
    for minute, chosen in enumerate("ABA", 1):
        step(house, mock, 1, chosen, minute=minute, once=once)
    assert answer(house, mock, 1).chosen == "A"
    assert count(house, Event, Event.kind == Kind.MOCK_STEP) == 3


def test_handing_in_grades_what_was_saved(house, mock):
    step(house, mock, 1, key(house, mock, 1))
    step(house, mock, 2, miss(house, mock, 2))
    step(house, mock, 61, sorted(key(house, mock, 61))[:1])
    closed = submit(house, mock)
    assert closed.fresh
    assert (closed.closing.half_marks, closed.closing.full_half_marks) == (3, 200)
    assert (closed.closing.cause, closed.closing.closed_at) == (
        "submitted",
        START + timedelta(minutes=60),
    )


def test_handed_in_again_it_is_the_one_result(house, mock):
    first, again = submit(house, mock), submit(house, mock, minute=61)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.closing.id == again.closing.id
    assert count(house, MockClosing) == 1
    assert count(house, Event, Event.kind == Kind.MOCK_SUBMITTED) == 1


def test_answered_items_count_as_answers_and_wrong_ones_enter_the_wrong_book(house, mock):
    step(house, mock, 1, key(house, mock, 1))
    step(house, mock, 2, miss(house, mock, 2))
    submit(house, mock)
    events = rows(house, select(Event).where(Event.kind == Kind.ANSWER))
    assert {event.once for event in events} == {uuid5(mock.uid, item) for item in mock.items[:2]}
    assert all('"mode":"mock"' in event.body for event in events)
    leaves = {leaf.item: leaf.in_wrong_book for leaf in rows(house, select(ItemLeaf))}
    assert leaves == {mock.items[0]: False, mock.items[1]: True}


def test_a_copied_code_is_forgiven_its_width_and_case(house, mock, books):
    typed = "".join(chr(ord(letter) + 0xFEE0) for letter in mock.code.lower())
    assert flag_after(house, mock, books, typed) == "ok"


def test_a_wrong_code_is_flagged(house, mock, books):
    assert flag_after(house, mock, books, "Z1") == "wrong"


def test_a_blank_code_is_flagged(house, mock):
    assert submit(house, mock).closing.report["paper_code"] == "blank"


def flag_after(house, mock, books, typed):
    with house.database.writing() as db:
        copy_code(db, mock.id, typed, once=uuid4(), books=books, at=START + timedelta(minutes=1))
    return submit(house, mock).closing.report["paper_code"]


def test_a_mock_never_opened_again_is_closed_by_its_job(house, mock):
    step(house, mock, 1, key(house, mock, 1))
    workshop = Workshop(house.database, house.library, house.rules)
    assert run_due(workshop, HANDLERS, at=END - timedelta(seconds=1)) == 0
    assert run_due(workshop, HANDLERS, at=END + timedelta(hours=9)) == 1
    closing = rows(house, select(MockClosing))[0]
    assert (closing.cause, closing.closed_at, closing.half_marks) == ("time", END, 2)
    assert run_due(workshop, HANDLERS, at=END + timedelta(days=1)) == 0


def test_a_mock_whose_time_ended_while_nothing_ran_is_closed_after_the_restart(house, mock):
    step(house, mock, 1, key(house, mock, 1))
    house.database.close()  # the process is gone; only the file, or the server's tables, remain
    again = Database(house.settings.database_url)
    workshop = Workshop(again, house.library, house.rules)
    assert run_due(workshop, HANDLERS, at=END + timedelta(hours=9)) == 1
    assert run_due(workshop, HANDLERS, at=END + timedelta(hours=9)) == 0
    again.close()
    assert [(row.cause, row.half_marks) for row in rows(house, select(MockClosing))] == [
        ("time", 2)
    ]


def test_the_job_leaves_a_mock_that_was_handed_in_as_it_is(house, mock):
    submit(house, mock)
    run_due(Workshop(house.database, house.library, house.rules), HANDLERS, at=END)
    assert [row.cause for row in rows(house, select(MockClosing))] == ["submitted"]


def test_a_running_mock_is_not_overdue(house, mock, books):
    with house.database.writing() as db:
        close_overdue(db, mock.id, books=books, at=END)
    assert count(house, MockClosing) == 0


def test_closing_twice_leaves_one_row(house, mock, books):
    with house.database.writing() as db:
        closed = [close_mock(db, mock.id, cause=Cause.TIME, books=books, at=END) for _ in "ab"]
    assert [one.fresh for one in closed] == [True, False]


def test_the_last_moment_is_in_time_and_the_next_is_late(house, mock):
    assert step(house, mock, 1, key(house, mock, 1), minute=120) is False
    assert step(house, mock, 1, miss(house, mock, 1), minute=120.001) is True
    row = answer(house, mock, 1)
    assert (set(row.chosen), row.late) == (key(house, mock, 1), miss(house, mock, 1))
    closing = rows(house, select(MockClosing))[0]
    assert (closing.cause, closing.half_marks, closing.report["late"]) == ("time", 2, 1)


def test_a_step_after_handing_in_is_kept_and_marked(house, mock):
    step(house, mock, 1, "A", minute=1)
    submit(house, mock, minute=2)
    assert step(house, mock, 1, "B", minute=3) is True
    row = answer(house, mock, 1)
    assert (row.chosen, row.late) == ("A", "B")
    assert count(house, Event, Event.kind == Kind.MOCK_STEP) == 2


def test_a_code_copied_too_late_does_not_count(house, mock, books):
    submit(house, mock)
    with house.database.writing() as db:
        at = START + timedelta(minutes=61)
        assert copy_code(db, mock.id, mock.code, once=uuid4(), books=books, at=at)
    assert answer(house, mock, 0).code == ""


def test_an_item_taken_out_of_the_course_is_still_graded_as_it_was(house, mock):
    step(house, mock, 1, key(house, mock, 1))
    kept = [item for item in house.library.items() if item.id != mock.items[0]]
    shorter = Books(Library(house.library.courses.values(), kept), house.rules)
    with house.database.writing() as db:
        closed = submit_mock(
            db, mock.id, once=uuid4(), books=shorter, at=START + timedelta(minutes=5)
        )
    assert closed.closing.half_marks == 2
    assert closed.closing.report["questions"][0]["chapter"] == 0


def facts_of(mock, seed):
    """The start and the steps of one mock as two devices of one person wrote them."""
    luck = random.Random(seed)
    body = {
        "course": mock.course,
        "seed": mock.seed,
        "code": mock.code,
        "items": mock.items,
        "versions": mock.versions,
        "minutes": 120,
        "extra_minutes": 0,
    }
    uid = uuid4()
    facts = [Fact(PHONE, 1, Kind.MOCK_STARTED, str(uid), body, START)]
    for seq in range(2, 40):
        number = luck.randint(0, 5)
        said = {"chosen": luck.choice(["", "A", "B", "AC"]), "flagged": luck.random() < 0.3}
        said = {"code": luck.choice(["", "A2", "B3"])} if number == 0 else said
        if luck.random() < 0.2:
            said["late"] = True
        at = START + timedelta(minutes=luck.randint(0, 130))
        writer = luck.choice((PHONE, TABLET))
        facts.append(Fact(writer, seq, Kind.MOCK_STEP, step_subject(uid, number), said, at))
    return facts


def answers_after(house, person, batches):
    """The state of each question but the key of its mock, which differs from try to try."""
    with house.database.rehearsing() as db:
        for batch in batches:
            record(db, person.id, batch, library=house.library)
        return [row[1:] for row in snapshot(db, person.id)["mock_answers"]]


@pytest.mark.parametrize("seed", range(6))
def test_steps_shuffled_doubled_and_split_give_the_same_table(house, cast, mock, seed):
    facts = facts_of(mock, seed)
    luck = random.Random(seed)
    once = answers_after(house, cast.xiaojun, [facts])
    doubled = facts + luck.sample(facts, 12)
    luck.shuffle(doubled)
    pieces = [doubled[n : n + 7] for n in range(0, len(doubled), 7)]
    assert answers_after(house, cast.xiaojun, pieces) == once
    assert len(once) == 6


def test_the_table_made_again_from_the_events_equals_the_live_one(house, cast, mock):
    for number in range(1, 6):
        step(house, mock, number, "AB", minute=number, flagged=number == 2)
    submit(house, mock)
    step(house, mock, 1, "C", minute=70)
    with house.database.writing() as db:
        before = snapshot(db, cast.xiaofang.id)
        rebuild(db, cast.xiaofang.id, library=house.library)
        assert differences(before, snapshot(db, cast.xiaofang.id)) == []
