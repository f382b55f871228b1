"""What a set came to: how many right, which points moved, what comes back when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from actions.practice_choice import Want, Wish
from actions.practice_moves import Move, moves_of
from blueprints.practice.run import Run
from blueprints.practice.told import lesson_for
from blueprints.practice.wishes import fields_of
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.words.practice import coming_words, wish_words
from content.course import Item, Lesson
from domain.answers import Outcome, Tally
from domain.days import local_day
from domain.mastery import Level, level
from models.learning_queries import readings_of, sums_of


@dataclass(frozen=True, slots=True)
class PointMove:
    """A knowledge point whose level changed by the set."""

    title: str
    before: Level
    now: Level


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the page shows."""

    run: Run
    title: str
    rights: int
    unknowns: int
    moved: tuple[PointMove, ...]
    entered: int
    left: int
    returns: tuple[tuple[str, int], ...]
    """When items come back: the day in words and how many."""
    lesson: Lesson | None
    """What to read first when half or more went wrong."""
    again: dict[str, str]
    """The fields that start another set like this; empty where that makes no sense."""

    @property
    def answered(self) -> int:
        """How many places are answered."""
        return len(self.run.answers)

    @property
    def open(self) -> bool:
        """Whether a place can still be answered."""
        return not self.run.href().endswith("/end")


def result_of(run: Run) -> Result:
    """The result of a set as it stands now."""
    outcomes = Counter(answer.outcome for answer in run.answers.values())
    done = [run.row.items[place - 1] for place in sorted(run.answers)]
    moves = moves_of(db(), actor().id, run.row.uid, done, library=house().library)
    wish = Wish.of(run.row.topic)
    return Result(
        run=run,
        title=wish_words(wish, house().library),
        rights=outcomes[Outcome.RIGHT],
        unknowns=outcomes[Outcome.UNKNOWN],
        moved=tuple(_points(moves)),
        entered=sum(move.entered_book for move in moves),
        left=sum(move.left_book for move in moves),
        returns=_returns(moves),
        lesson=_lesson(run, outcomes[Outcome.RIGHT]),
        again={} if wish.want is Want.ITEM else fields_of(wish),
    )


def _returns(moves: Iterable[Move]) -> tuple[tuple[str, int], ...]:
    days = Counter(
        local_day(move.now.memory.due)
        for move in moves
        if move.now and move.now.memory and _comes_back(move.item_id)
    )
    today = local_day(now())
    return tuple((coming_words(day, today), days[day]) for day in sorted(days))


def _comes_back(item_id: str) -> bool:
    item = house().library.find_item(item_id)
    return item is not None and item.pool == "practice"


def _points(moves: Iterable[Move]) -> Iterable[PointMove]:
    """The points on another level than they would be on without the set."""
    changes: dict[str, Tally] = {}
    for move in moves:
        item = house().library.find_item(move.item_id)
        for point in item.points if item else ():
            changes[point] = changes.get(point, Tally()) + move.change
    sums = sums_of(db(), actor().id)
    learned = _learned()
    for point, change in changes.items():
        after = sums.get(point, Tally())
        items = len(house().library.items(point=point, pool="practice"))
        then, today = (level(one, items, point in learned) for one in (after - change, after))
        if then != today:
            yield PointMove(house().library.point(point).title, then, today)


def _learned() -> frozenset[str]:
    """The points of the lessons this person has finished."""
    readings = readings_of(db(), actor().id).values()
    finished = {one.lesson for one in readings if one.finished_at}
    return frozenset(
        point
        for course in house().library.courses.values()
        for lesson in course.lessons
        if lesson.id in finished
        for point in lesson.points
    )


def _lesson(run: Run, rights: int) -> Lesson | None:
    """The lesson behind most answers that were not right, once these are half or more."""
    missed = [_item(run, place) for place, a in sorted(run.answers.items()) if a.outcome != "right"]
    if not missed or 2 * rights > len(run.answers):
        return None
    lessons = Counter(lesson.id for item in missed if (lesson := lesson_for(item)))
    return house().library.lesson(lessons.most_common(1)[0][0]) if lessons else None


def _item(run: Run, place: int) -> Item | None:
    return house().library.find_item(run.row.items[place - 1])
