"""What the first trainee of the demo has done in two weeks, and what her mentor asked of her."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.demo import CAST
from actions.facts import SERVER
from actions.learning import answer_checks, answer_item, read_section
from actions.mentoring import Order, Task, assign
from actions.mock_papers import Books
from actions.mocks import copy_code, save_step, start_mock, submit_mock
from actions.plan import study_a_day
from actions.road import tell_about_oneself
from content.course import Course, Item
from domain.answers import Mode
from domain.days import local_day
from domain.eligibility import Education
from domain.eligibility_answers import NO, YES
from models.people import Membership, Person

SEED: Final = 20261124
LESSONS_READ: Final = 7
ITEMS_A_DAY: Final = 9
PRACTICE_DAYS: Final = (1, 2, 4, 5, 8, 9, 11, 13)
SECOND_READ: Final = 2
SECOND_PRACTICE_DAYS: Final = (6, 10)
UNKNOWN: Final = 0.08
TOLD: Final = {
    "education": Education.HIGH_SCHOOL.value,
    "practice": YES,
    "spells": "2021-03-01..",
    "certificate": NO,
}
"""A village cadre with a secondary education who has worked in the village since March 2021."""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the telling needs."""

    db: Session
    person: Person
    course: Course
    books: Books
    luck: random.Random
    start: datetime

    def guess(self, item: Item, chance: float) -> frozenset[str]:
        """The key with this chance, else one wrong option."""
        if self.luck.random() < chance:
            return item.key
        others = [option.id for option in item.options if option.id not in item.key]
        return frozenset({self.luck.choice(others)})


def study_a_while(db: Session, *, books: Books, start: datetime) -> None:
    """Let the first trainee read, check, practise and sit a mock, as a beginner would."""
    people = {person.login_name: person for person in db.scalars(select(Person))}
    course, *others = (c for c in books.library.courses.values() if c.kind == "exam")
    luck = random.Random(SEED)  # noqa: S311 - the same demo every time
    story = Story(db, people[CAST[0].login], course, books, luck, start)
    _read(story, LESSONS_READ)
    _practise(story, PRACTICE_DAYS)
    _sit_a_mock(story, day=12)
    for other in others:
        _begin(replace(story, course=other))
    _look_ahead(story)
    _be_asked(story, people[CAST[0].mentor])


def _begin(story: Story) -> None:
    """Read a little of another paper, practise it twice, and sit it once."""
    _read(story, SECOND_READ)
    _practise(story, SECOND_PRACTICE_DAYS)
    _sit_a_mock(story, day=11)


def _read(story: Story, many: int) -> None:
    """Finish so many lessons and begin the next."""
    for number, lesson in enumerate(story.course.lessons[: many + 1]):
        at = story.start + timedelta(days=2 * number, hours=11)
        read_section(
            story.db, story.person.id, lesson, section=2, library=story.books.library, at=at
        )
        if number == many:
            return
        items = story.books.library.checks(lesson.id)
        answer_checks(
            story.db,
            story.person.id,
            lesson,
            chosen={item.id: story.guess(item, 0.8) for item in items},
            once=_once(lesson.id),
            library=story.books.library,
            at=at + timedelta(minutes=9),
        )


def _practise(story: Story, days: Iterable[int]) -> None:
    chapter = story.course.lessons[0].chapter
    library = story.books.library
    items = library.items(course=story.course.id, pool="practice", chapter=chapter)
    for day in days:
        for number, item in enumerate(story.luck.sample(items, ITEMS_A_DAY)):
            unknown = story.luck.random() < UNKNOWN
            answer_item(
                story.db,
                story.person.id,
                item,
                chosen=() if unknown else story.guess(item, 0.6 + day / 60),
                unknown=unknown,
                mode=Mode.PRACTICE,
                once=_once(f"{day}/{item.id}"),
                library=library,
                at=story.start + timedelta(days=day, hours=12, minutes=number),
            )


def _sit_a_mock(story: Story, day: int) -> None:
    at, name = story.start + timedelta(days=day, hours=6), story.course.id
    mock = start_mock(
        story.db,
        story.person.id,
        story.course,
        once=_once(f"mock/{name}"),
        books=story.books,
        at=at,
    ).mock
    copy_code(story.db, mock.id, mock.code, once=_once(f"code/{name}"), books=story.books, at=at)
    for number, item_id in enumerate(mock.items[:-3], 1):
        at += timedelta(seconds=story.luck.randint(20, 90))
        save_step(
            story.db,
            mock.id,
            number,
            chosen=story.guess(story.books.library.item(item_id), 0.62),
            flagged=story.luck.random() < UNKNOWN,
            once=_once(f"step/{name}/{number}"),
            books=story.books,
            at=at,
        )
    submit_mock(story.db, mock.id, once=_once(f"submit/{name}"), books=story.books, at=at)


def _look_ahead(story: Story) -> None:
    at = story.start + timedelta(hours=10)
    for question, answer in TOLD.items():
        tell_about_oneself(story.db, story.person.id, question, answer, at=at)
    study_a_day(story.db, story.person.id, 25, at=at)


def _be_asked(story: Story, mentor: Person) -> None:
    at = story.start + timedelta(days=14)
    agency_id = story.db.scalars(
        select(Membership.agency_id).where(Membership.person_id == mentor.id)
    ).one()
    order = Order(
        task=Task.READ,
        target=f"{story.course.id}/{story.course.lessons[0].chapter}",
        people=(story.person.id,),
        due_on=local_day(at + timedelta(days=5)),
        reason="先把这一章读完，周末一起讲",
    )
    assign(story.db, order, by=mentor, agency_id=agency_id or 0, once=_once("order"), at=at)


def _once(name: str) -> UUID:
    return uuid5(SERVER, f"demo/{name}")
