"""What the people of the cast have done, so that every page has something on it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from actions.facts import SERVER
from actions.learning import answer_checks, read_section
from actions.mock_papers import Books
from actions.mocks import copy_code, save_step, start_mock, submit_mock
from actions.practice import answer_place, start_set
from actions.practice_choice import Want, Wish
from blueprints.web.house import House
from content.course import Course, Item
from models.mocks import Mock
from models.people import Person
from tests.cast import Cast

NOW = datetime.now(UTC)
Life = dict[str, str]
"""Parts of addresses by the names that tests/chromium/census.py uses."""


def exam_course(house: House) -> Course:
    """The course whose chapters are being written."""
    return next(c for c in house.library.courses.values() if c.kind == "exam")


def books(house: House) -> Books:
    """What the verbs of a mock read."""
    return Books(house.library, house.rules)


def once(name: str) -> UUID:
    """The id of something done once in the town."""
    return uuid5(SERVER, f"town/{name}")


def wrong_for(item: Item) -> frozenset[str]:
    """One option that is not right."""
    return frozenset({next(o.id for o in item.options if o.id not in item.key)})


def places(house: House) -> Life:
    """The addresses of the course, of its first lessons and of an item."""
    course = exam_course(house)
    first, second = course.lessons[:2]
    return {
        "course": f"/courses/{course.id}",
        "lesson": f"/courses/{course.id}/{first.id}",
        "next_lesson": f"/courses/{course.id}/{second.id}",
        "section": first.sections[1].id,
        "course_id": course.id,
        "chapter": f"{course.id}/{first.chapter}",
        "item": house.library.items(pool="practice")[0].id,
    }


def study(house: House, person: Person) -> Life:
    """One lesson finished with a mistake in it, one begun."""
    library, (first, second) = house.library, exam_course(house).lessons[:2]
    chosen = {item.id: item.key for item in library.checks(first.id)}
    miss = library.checks(first.id)[0]
    chosen[miss.id] = wrong_for(miss)
    at = NOW - timedelta(days=2)
    with house.database.writing() as db:
        answer_checks(
            db, person.id, first, chosen=chosen, once=once(first.id), library=library, at=at
        )
        read_section(db, person.id, second, section=2, library=library, at=at)
    return {}


def practise(house: House, person: Person) -> Life:
    """A set done yesterday (a right, an unknown, a wrong answer, ...), another one begun."""
    course = exam_course(house)
    wish = Wish(Want.CHAPTER, f"{course.id}/{course.lessons[0].chapter}")
    uids: list[str] = []
    for name, many, at in (("done", 10, NOW - timedelta(days=1)), ("begun", 3, NOW)):
        with house.database.writing() as db:
            run = start_set(
                db, person.id, wish, size=10, once=once(name), library=house.library, at=at
            )
            assert run is not None
            for place, item_id in enumerate(run.items[:many], 1):
                item = house.library.item(item_id)
                chosen = wrong_for(item) if place % 3 == 0 else item.key
                answer_place(
                    db, run, place, item,
                    chosen=chosen, unknown=place % 5 == 2, library=house.library, at=at,
                )  # fmt: skip
            uids.append(str(run.uid))
    return {"set": f"/practice/{uids[0]}", "open_set": f"/practice/{uids[1]}"}


def sit_mocks(house: House, person: Person) -> Life:
    """A mock handed in yesterday with right, wrong and open questions; another one running."""
    done = sit(house, person, "yesterday", NOW - timedelta(days=1), steps=70)
    with house.database.writing() as db:
        at = NOW - timedelta(hours=22, minutes=10)
        submit_mock(db, done.id, once=once("hand in"), books=books(house), at=at)
    open_mock = sit(house, person, "now", NOW - timedelta(minutes=9), steps=6)
    return {
        "mock": f"/mocks/{done.uid}",
        "open_mock": f"/mocks/{open_mock.uid}",
        "multiple": f"q{1 + next(n for n, kind in _kinds(house, open_mock) if kind == 'multiple')}",
    }


def sit(house: House, person: Person, name: str, at: datetime, *, steps: int) -> Mock:
    """Start a mock and answer its first questions, every third one wrongly."""
    with house.database.writing() as db:
        course = exam_course(house)
        mock = start_mock(db, person.id, course, once=once(name), books=books(house), at=at).mock
        copy_code(db, mock.id, mock.code, once=once(f"{name} code"), books=books(house), at=at)
        for number, item_id in enumerate(mock.items[:steps], 1):
            item = house.library.item(item_id)
            save_step(
                db, mock.id, number,
                chosen=wrong_for(item) if number % 3 == 0 else item.key,
                flagged=number % 5 == 0,
                once=once(f"{name} {number}"),
                books=books(house),
                at=at + timedelta(seconds=40 * number),
            )  # fmt: skip
        return mock


def _kinds(house: House, mock: Mock) -> list[tuple[int, str]]:
    return [(n, house.library.item(item).kind) for n, item in enumerate(mock.items)]


def live(house: House) -> Life:
    """Let 小芳 learn for a while; what her pages are found by."""
    fang = Cast(house).xiaofang
    return {
        **places(house),
        **study(house, fang),
        **practise(house, fang),
        **sit_mocks(house, fang),
    }
