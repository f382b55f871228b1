"""The pipeline in numbers: how long people stand in a stage, who is stuck, who goes on.

Everything is made from the history of stages: `stages_entered` of people, `team_stages_entered` of
founding teams. A move that was taken back never happened here, though its rows stay.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from domain.days import local_day
from domain.stages import EXAM_ORDER, SKIPPABLE, ExamStage, PostKind, is_backward
from domain.team_stages import TeamStage, is_team_backward

USUAL_DAYS: Final[Mapping[str, int]] = {
    ExamStage.RECRUITED: 14,
    ExamStage.IN_CLASS: 14,
    ExamStage.STUDYING: 365,
    ExamStage.PAID: 150,
    ExamStage.SAT: 90,
    ExamStage.PASSED: 60,
    ExamStage.REVIEWED: 120,
    ExamStage.CERTIFIED: 365,
}
"""So many days in a stage are usual; longer is stuck. Our own judgement, no rule: two weeks to
begin, one exam year to learn in, and what lies between payment (March, April), exam (June), marks
(August), review and certificate in recent years; a certificate is registered within a year."""

UNDO: Final = "undo:"
"""What the cause of a row begins with that takes a move back."""
WINDOW: Final = 365
"""Medians and shares look back so many days: one exam season, whatever the month."""
LEAST: Final = 5
"""Below so many people a median or a share says nothing."""
NEAR_DAYS: Final = 90
"""Contracts, funding and certificate dates within so many days are near."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "learning": tuple(EXAM_ORDER[1 : EXAM_ORDER.index(ExamStage.CERTIFIED)]),
    "holders": (ExamStage.CERTIFIED, ExamStage.REGISTERED),
    "posted": tuple(kind for kind in PostKind if kind is not PostKind.NONE),
}
"""Stages that are counted together: on the way, with a certificate, with a post."""

AWAY: Final = frozenset({ExamStage.LEFT.value, PostKind.NONE.value, TeamStage.STOPPED.value})
"""Who stands in these is out of the track."""
BACKWARD: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "exam": is_backward,
    "founding": is_team_backward,
}
"""Tracks that have an order, and whether a move goes back in it; posts have none."""

Ending = Literal["on", "back", "left"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a person's history in one agency and track."""

    stage: str
    at: datetime
    cause: str = ""


@dataclass(slots=True)
class Stay:
    """The time a person stood in one stage; `ended` and `after` are None for the present one."""

    stage: str
    begun: datetime
    ended: datetime | None = None
    after: str | None = None

    @property
    def days(self) -> int:
        """Nights between coming and going."""
        return 0 if self.ended is None else (local_day(self.ended) - local_day(self.begun)).days


@dataclass(frozen=True, slots=True)
class DayRow:
    """One stage at the end of one day: who stood there, came, went, and the median days then."""

    stage: str
    day: date
    people: int
    entered: int
    went_on: int
    went_back: int
    left: int
    median_days: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """How people ended their time in a stage over the window."""

    went_on: int = 0
    went_back: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        """Everybody who went."""
        return self.went_on + self.went_back + self.left

    @property
    def percent_on(self) -> int | None:
        """The share that went on, in percent; None for fewer than five people."""
        return None if self.total < LEAST else round(100 * self.went_on / self.total)


def stays(entries: Iterable[Entry]) -> list[Stay]:
    """One person's stays in order; a move taken back is left out and the stay before goes on."""
    found: list[Stay] = []
    for entry in entries:
        undone = entry.cause.startswith(UNDO) and len(found) > 1
        if undone and found[-2].stage == entry.stage:
            found.pop()
            found[-1].ended = found[-1].after = None
            continue
        if found:
            found[-1].ended, found[-1].after = entry.at, entry.stage
        found.append(Stay(entry.stage, entry.at))
    return found


def ending(track: str, stage: str, after: str) -> Ending:
    """How a stay ended: further on, back, or out of the track."""
    if after in AWAY:
        return "left"
    went_back = BACKWARD.get(track)
    return "back" if went_back and went_back(stage, after) else "on"


def median(days: Sequence[int]) -> int | None:
    """The middle of sorted whole days, the lower of two; None for fewer than five."""
    return days[(len(days) - 1) // 2] if len(days) >= LEAST else None


def stuck_before(stage: str, today: date) -> date | None:
    """Who stands in a stage since a day before this one is stuck; None where nobody ever is."""
    usual = USUAL_DAYS.get(stage)
    return None if usual is None else today - timedelta(days=usual)


def is_stuck(stage: str, since: date, today: date) -> bool:
    """Whether somebody who stands in a stage since that day is stuck today."""
    limit = stuck_before(stage, today)
    return limit is not None and since < limit


def stages_before(stage: str) -> tuple[ExamStage, ...]:
    """The stages from which one comes to this one, the nearest first; more where one is skipped."""
    place = EXAM_ORDER.index(ExamStage(stage))
    if place == 0:
        return ()
    nearest = EXAM_ORDER[place - 1]
    return (nearest, EXAM_ORDER[place - 2]) if nearest in SKIPPABLE else (nearest,)


def flow_into(stage: str, flows: Mapping[str, Flow]) -> Flow:
    """How people left the stage before this one; past a stage that few places have."""
    known = (flows.get(before, Flow()) for before in stages_before(stage))
    return next((flow for flow in known if flow.total >= LEAST), Flow())


def day_rows(
    track: str, people: Iterable[Sequence[Entry]], first: date, last: date
) -> list[DayRow]:
    """The rows of every day from `first` to `last`, for each stage anybody was ever in."""
    books: dict[str, _Book] = defaultdict(_Book)
    for entries in people:
        _count_standing(books, entries)
        for stay in stays(entries):
            books[stay.stage].note(track, stay)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [row for stage in sorted(books) for row in books[stage].rows(stage, days)]


class _Book:
    """What is known of one stage: changes of its number of people by day, and ended stays."""

    def __init__(self) -> None:
        self.change: Counter[date] = Counter()
        self.entered: Counter[date] = Counter()
        self.ends: Counter[tuple[Ending, date]] = Counter()
        self.done: list[tuple[date, int]] = []

    def note(self, track: str, stay: Stay) -> None:
        """Count one stay; one that ended the moment it began was never stood in."""
        self.entered[local_day(stay.begun)] += 1
        if stay.ended is None or stay.after is None:
            return
        day = local_day(stay.ended)
        self.ends[ending(track, stay.stage, stay.after), day] += 1
        if stay.ended > stay.begun:
            self.done.append((day, stay.days))

    def rows(self, stage: str, days: Sequence[date]) -> Iterator[DayRow]:
        """One row for each day."""
        standing = sum(n for day, n in self.change.items() if day < days[0])
        for day, middle in zip(days, self._medians(days), strict=True):
            standing += self.change[day]
            yield DayRow(
                stage=stage,
                day=day,
                people=standing,
                entered=self.entered[day],
                went_on=self.ends["on", day],
                went_back=self.ends["back", day],
                left=self.ends["left", day],
                median_days=middle,
            )

    def _medians(self, days: Sequence[date]) -> Iterator[int | None]:
        """The median of the stays that ended in the window before each day."""
        done = sorted(self.done)
        held: list[int] = []
        come = gone = 0
        for day in days:
            while come < len(done) and done[come][0] <= day:
                insort(held, done[come][1])
                come += 1
            while gone < come and done[gone][0] <= day - timedelta(days=WINDOW):
                held.pop(bisect_left(held, done[gone][1]))
                gone += 1
            yield median(held)


def _count_standing(books: dict[str, _Book], entries: Sequence[Entry]) -> None:
    """At the end of a day a person stands where the last row of the day says."""
    for number, entry in enumerate(entries):
        books[entry.stage].change[local_day(entry.at)] += 1
        if number + 1 < len(entries):
            books[entry.stage].change[local_day(entries[number + 1].at)] -= 1
