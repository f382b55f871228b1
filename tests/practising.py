"""What a trainee does in tests of practice: starting sets, answering, and the rows left behind."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from actions.learning import answer_item
from domain.answers import Mode
from models.base import new_uid
from models.learning import PracticeSet

COURSE = "junior-comprehensive-2025"
DAY = timedelta(days=1)


def chapter_in(library):
    item = library.items(course=COURSE, pool="practice")[0]
    return f"{item.course}/{item.chapter}"


def rows(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def newest_set(house):
    return rows(house, select(PracticeSet).order_by(PracticeSet.id.desc()))[0]


def stem(item):
    """The stem as it reads in a page's words."""
    return " ".join(item.stem.split())


def wrong_option(item):
    return next(option.id for option in item.options if option.id not in item.key)


def practise(house, person, item, *, right=True, days_ago=0, mode=Mode.PRACTICE):
    with house.database.writing() as db:
        answer_item(
            db,
            person.id,
            item,
            chosen=item.key if right else {wrong_option(item)},
            unknown=False,
            mode=mode,
            once=new_uid(),
            library=house.library,
            at=datetime.now(UTC) - days_ago * DAY,
        )


def start(browser, **fields):
    """Start a set and stand before its first question; the address of the set."""
    page = browser.post("/practice", {"size": "10", **fields})
    assert page.location.endswith("/1")
    return page.location.removesuffix("/1")


def answer(browser, house, run, number, *, right=True, **fields):
    """Answer a place of a set, and see what it says."""
    item = house.library.item(newest_set(house).items[number - 1])
    chosen = sorted(item.key) if right else [wrong_option(item)]
    return browser.follow(browser.post(f"{run}/{number}", fields or {"chosen": chosen}))
