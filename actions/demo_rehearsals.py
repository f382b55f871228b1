"""The rehearsals of the demo county's second class: both papers in one day, sat and to be sat."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from actions.demo_neighbours import TAUGHT, Scene, once
from actions.mock_papers import Books
from actions.rehearsals import Card, plan_rehearsal, type_in
from content.course import Course, Item
from domain.days import local_day, week_of
from models.people import Person

SITTERS: Final = 4
BEHIND: Final = timedelta(days=5)
"""How long ago the day was that is over."""
AHEAD: Final = timedelta(days=12)
"""How many days after this Monday the next one is."""
KNOWS: Final = 0.6


def rehearse(scene: Scene, books: Books, courses: Sequence[Course], people: list[Person]) -> None:
    """A day of all papers that is over, its cards typed in, and one that is still to come."""
    now, group, mentor = scene.now, scene.classes[TAUGHT], scene.teacher
    sat_on, next_on = local_day(now - BEHIND), week_of(local_day(now)) + AHEAD
    planned = now - 2 * BEHIND
    day = plan_rehearsal(
        scene.db,
        group,
        courses,
        held_on=sat_on,
        by=mentor,
        once=once("rehearsal sat"),
        books=books,
        at=planned,
    )
    for person in people[:SITTERS]:
        for paper in day.papers:
            items = [books.library.item(item) for item in paper["items"]]
            card = Card(person.id, paper["course"], _chosen(scene, items), paper["code"])
            type_in(scene.db, day.id, card, by=mentor, books=books, at=now - BEHIND / 2)
    plan_rehearsal(
        scene.db,
        group,
        courses,
        held_on=next_on,
        by=mentor,
        once=once("rehearsal"),
        books=books,
        at=now,
    )


def _chosen(scene: Scene, items: Iterable[Item]) -> dict[int, str]:
    """The letters of a card; what was not known has the first option."""
    return {
        number: "".join(sorted(item.key)) if scene.luck.random() < KNOWS else item.options[0].id
        for number, item in enumerate(items, 1)
    }
