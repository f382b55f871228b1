"""Facts about many people at once, and what waits for staff, asked of both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from actions.entry import open_session
from actions.mentoring import Order, Task, assign
from actions.plan import farm, study_a_day
from actions.road import enter_certificate, tell_about_oneself
from domain.days import local_day
from models import concern_queries as many
from models import desk_queries as desk
from models import trainee_queries as one
from models.actor import load_actor
from models.base import new_uid
from models.classes import Absence, ClassLeader
from models.credentials import Qualification
from models.learning import DaySum
from models.messages import Conversation, ConversationDone, ConversationSeen, Message
from models.mocks import Mock, MockClosing
from models.people import Guidance, Membership, Person
from models.places import StudyClass
from models.road import ApplicationStep, ExamApplication
from models.roster import PendingMembership
from models.seal import digest
from tests.conftest import START

LATER = START + timedelta(hours=1)
TODAY = local_day(START)
DAY = timedelta(days=1)


@pytest.fixture
def db(house):
    with house.database.writing() as session:
        yield session


def person(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def agency_of(db, login):
    query = select(Membership.agency_id).join(Person).where(Person.login_name == login)
    return db.scalars(query.limit(1)).one()


def actor(db, login):
    token = f"{login} {new_uid()}"
    open_session(db, person(db, login), token=token, label="x", at=START)
    return load_actor(db, digest(token), LATER)


def sit(db, who, at, half_marks, course="c"):
    row = Mock(
        person_id=who.id, once=new_uid(), course=course, seed=1, code="A", items=[], versions=[],
        minutes=9, started_at=at, deadline_at=at,
    )  # fmt: skip
    db.add(row)
    db.flush()
    closing = MockClosing(
        mock_id=row.id, cause="x", closed_at=at, half_marks=half_marks, full_half_marks=200,
        report={},
    )  # fmt: skip
    db.add(closing)
    db.flush()


def rows(db, query):
    return [tuple(row) for row in db.execute(query)]


def test_members_are_those_one_answers_for(db):
    assert [row[2] for row in rows(db, many.members_of(actor(db, "wang"), LATER))] == ["小芳"]
    names = {row[2] for row in rows(db, many.members_of(actor(db, "li"), LATER))}
    assert names == {"小芳", "小军"}
    assert rows(db, many.members_of(actor(db, "like"), LATER)) == []


def test_the_last_day_start_and_two_scores_of_each_are_found(db):
    fang, jun = person(db, "xiaofang"), person(db, "xiaojun")
    for days in (9, 2):
        db.add(DaySum(person_id=fang.id, day=TODAY - days * DAY))
    for days, marks in ((9, 140), (5, 100), (1, 120)):
        sit(db, fang, START - days * DAY, marks)
    sit(db, jun, START, 90, course="x")
    seen = many.ids_seen(actor(db, "wang"), LATER)
    for people in ([fang.id], seen):
        assert rows(db, many.last_days(people)) == [(fang.id, TODAY - 2 * DAY)]
        assert rows(db, many.last_starts(people)) == [(fang.id, START - DAY)]
        found = [(row[0], row[3], row[4]) for row in rows(db, many.last_scores(people))]
        assert found == [(fang.id, 100, 200), (fang.id, 120, 200)]


def test_absences_plans_stages_and_leaders_are_found(db):
    fang, agency = person(db, "xiaofang"), agency_of(db, "wang")
    for first, back in ((-3, None), (3, None), (-9, START)):
        db.add(
            Absence(
                person_id=fang.id, from_on=TODAY + first * DAY, until_on=TODAY + 5 * DAY,
                reason="x", told_by_id=fang.id, at=START, taken_back_at=back,
            )
        )  # fmt: skip
    class_id = db.scalars(select(StudyClass.id)).one()
    db.add(ClassLeader(class_id=class_id, person_id=fang.id, starts_at=START))
    study_a_day(db, fang.id, 25, at=START)
    farm(db, fang.id, on=True, at=LATER)
    db.flush()
    assert rows(db, many.absences_of([fang.id], TODAY)) == [
        (fang.id, TODAY - 3 * DAY, TODAY + 5 * DAY)
    ]
    assert [row[2] for row in rows(db, many.plans_of([fang.id]))] == [False, True]
    assert rows(db, many.stages_of([fang.id], [agency])) == [(fang.id, agency, "in_class")]
    assert rows(db, many.leaders_of([agency], LATER)) == [(class_id, fang.id)]


def test_answers_certificates_and_steps_are_the_latest(db):
    fang, by = person(db, "xiaofang"), person(db, "xiaofang")
    for answer in ("below", "high-school"):
        tell_about_oneself(db, fang.id, "education", answer, at=START)
    enter_certificate(db, fang.id, "junior", passed_on=date(2026, 5, 24), at=START)
    way = ExamApplication(person_id=fang.id, sitting="2027", level="middle", made_at=START)
    db.add(way)
    db.flush()
    for step, done in (("account", True), ("photo", True), ("photo", False)):
        db.add(ApplicationStep(application_id=way.id, step=step, done=done, by_id=by.id, at=START))
    db.flush()
    assert rows(db, many.told_answers([fang.id])) == [(fang.id, "education", "high-school")]
    held = [(fang.id, "junior", date(2026, 5, 24))]
    assert rows(db, many.held_certificates([fang.id])) == held
    assert rows(db, many.steps_done([fang.id])) == [(fang.id, "2027", "middle", "account", START)]
    agency = agency_of(db, "wang")
    assert rows(db, many.region_codes([agency])) == [(agency, "420527")]


def test_late_assignments_leave_out_dates_and_what_was_taken_back(db):
    wang, fang, agency = person(db, "wang"), person(db, "xiaofang"), agency_of(db, "wang")
    made = []
    for task, days in ((Task.READ, 2), (Task.DATE, 2), (Task.READ, 0), (Task.READ, 40)):
        order = Order(task, "x/1", (fang.id,), TODAY - days * DAY, "")
        made.append(assign(db, order, by=wang, agency_id=agency, once=new_uid(), at=START))
    query = many.late_assignments([agency], TODAY - 28 * DAY, TODAY)
    assert db.scalars(query).all() == made[:1]
    assert rows(db, many.asked_people([made[0].id], [fang.id])) == [(made[0].id, fang.id)]
    made[0].cancelled_at = START
    db.flush()
    assert db.scalars(query).all() == []


def test_what_waits_for_staff_is_counted(db):
    fang, agency = person(db, "xiaofang"), agency_of(db, "wang")
    talk = Conversation(trainee_id=fang.id, agency_id=agency, about="x", made_at=START)
    db.add(talk)
    db.flush()
    said = Message(conversation_id=talk.id, by_id=fang.id, once=new_uid(), text="x", at=START)
    room = PendingMembership(
        person_id=person(db, "xiaomei").id, agency_id=agency, role="trainee",
        waits_for="manager", cause="x", made_at=START,
    )  # fmt: skip
    db.add_all([said, room])
    enter_certificate(db, fang.id, "junior", passed_on=date(2026, 5, 24), at=START)
    wang, li = actor(db, "wang"), actor(db, "li")
    assert rows(db, desk.unanswered_from(wang, LATER)) == [(talk.uid, fang.id, "小芳", START)]
    assert rows(db, desk.unanswered_from(li, LATER)) == []
    db.execute(update(Guidance).where(Guidance.trainee_id == fang.id).values(ends_at=START))
    assert rows(db, desk.unanswered_from(wang, LATER)) == []
    assert rows(db, desk.unanswered_from(li, LATER)) == [(talk.uid, fang.id, "小芳", START)]
    assert rows(db, desk.unanswered_from(actor(db, "wu"), LATER)) == []
    assert rows(db, desk.waiting_count(li)) == [(1, START)]
    assert rows(db, desk.waiting_count(wang)) == [(0, None)]
    assert rows(db, desk.unconfirmed_count(li, LATER)) == [(1, START)]
    assert rows(db, desk.unconfirmed_count(actor(db, "wu"), LATER)) == [(0, None)]


def test_a_question_waits_from_its_first_word_until_it_is_answered_or_done_with(db):
    fang, wang = person(db, "xiaofang"), person(db, "wang")
    about = {"trainee_id": fang.id, "agency_id": agency_of(db, "wang"), "made_at": START}
    first, second = (Conversation(about=about_, **about) for about_ in ("x", "y"))
    db.add_all([first, second])
    db.flush()

    def say(talk, who, day):
        row = Message(
            conversation_id=talk.id, by_id=who.id, once=new_uid(), text="x", at=START + day * DAY
        )
        db.add(row)
        db.flush()
        return row

    def waits():
        found = rows(db, desk.unanswered_from(actor(db, "wang"), LATER))
        return [(uid, (since - START) // DAY) for uid, _id, _name, since in found]

    for talk, who, day in ((first, fang, 0), (second, fang, 1), (first, fang, 2)):
        last = say(talk, who, day)
    assert waits() == [(first.uid, 0), (second.uid, 1)]
    db.add(
        ConversationSeen(conversation_id=first.id, person_id=wang.id, message_id=last.id, at=START)
    )
    db.flush()
    assert waits() == [(first.uid, 0), (second.uid, 1)]
    say(first, wang, 3)
    assert waits() == [(second.uid, 1)]
    last = say(first, fang, 4)
    say(first, fang, 5)
    assert waits() == [(second.uid, 1), (first.uid, 4)]
    db.add(ConversationDone(conversation_id=first.id, by_id=wang.id, message_id=last.id, at=START))
    db.flush()
    assert waits() == [(second.uid, 1), (first.uid, 5)]
    db.add(
        ConversationDone(conversation_id=first.id, by_id=wang.id, message_id=last.id + 1, at=START)
    )
    db.flush()
    assert waits() == [(second.uid, 1)]


def test_one_trainees_rows_are_found(db):
    fang, wang, agency = person(db, "xiaofang"), person(db, "wang"), agency_of(db, "wang")
    db.add(
        Qualification(
            person_id=wang.id, kind="supervision", words="x", by_id=wang.id, at=START,
            confirmed_at=START,
        )
    )  # fmt: skip
    order = Order(Task.READ, "x/1", (fang.id,), TODAY, "")
    made = assign(db, order, by=wang, agency_id=agency, once=new_uid(), at=START)
    ((mentor, name, title),) = rows(db, one.mentors_of(fang.id, [agency], LATER))
    assert (mentor, name, title is not None) == (wang.id, "王老师", True)
    assert rows(db, one.mentors_of(fang.id, [], LATER)) == []
    assert db.scalars(one.standing_of(fang.id, [agency])).one().stage == "in_class"
    assert [(row.stage, by) for row, by in db.execute(one.stage_history(fang.id, [agency]))] == [
        ("in_class", None)
    ]
    assert rows(db, one.asked_of(fang.id, [agency])) == [(made, "王老师")]
    assert rows(db, one.asked_of(fang.id, [])) == []
    assert rows(db, one.wrong_counts(fang.id, LATER)) == [(0, 0)]
    assert rows(db, one.lessons_since(fang.id, datetime(2020, 1, 1, tzinfo=UTC))) == []
    assert rows(db, one.absences_told(fang.id)) == []
