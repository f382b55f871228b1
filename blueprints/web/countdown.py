"""What the road puts on today's page: the days to the sitting, tasks, and where one stands."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.web.db import db
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.days import long_moment
from blueprints.words.registration import unpaid_words
from blueprints.words.road import level_words
from content.rules_build import carry_rule, certificate_terms
from domain.carry import Result, standing
from domain.days import local_day
from domain.eligibility import Level, Verdict
from domain.registration import is_registered, next_steps, unpaid_days_left
from domain.sittings import Sitting, Window, days_until
from models.actor import Actor
from models.road import ExamResult
from models.road_queries import registrations_of
from models.traveller_queries import Mark

JOINED, STUDYING, SITTING, CERTIFIED, FOUNDING = range(5)
"""The stretches of the road, as the path counts them."""

Marked = Mark | ExamResult


@dataclass(frozen=True, slots=True)
class Countdown:
    """How long it is until the exam, or why nobody knows, and where to read more."""

    words: str
    href: str = "/road/exam"


@dataclass(frozen=True, slots=True)
class RoadTask:
    """One thing to do on the road; state is `due` on its last day, else `todo`."""

    title: str
    second: str
    href: str
    state: str


def countdown_for(actor: Actor, now: datetime) -> Countdown:
    """The days to the person's own first session; no date is made up where none is known."""
    del now  # the traveller's time is the request's
    one = traveller(actor.id)
    sitting = next_of(one)
    if sitting is None:
        return Countdown(_("下一次考试还没有消息"))
    level = one.level(sitting.year)
    left = days_until(sitting, one.sessions(sitting, level), one.today)
    if left is None:
        return Countdown(_("%(year)d 年考试日期未公布", year=sitting.year))
    if left == 0:
        return Countdown(_("今天考试"))
    return Countdown(_("离%(level)s考试还有 %(n)d 天", level=level_words(level), n=left))


def road_tasks(person_id: int) -> tuple[RoadTask, ...]:
    """What the road asks for now: the questions at joining, the registration, the payment."""
    one = traveller(person_id)
    if one.questions:
        begun = bool(one.answers)
        title = _("接着看哪年能考") if begun else _("先看你哪年能考")
        task = RoadTask(title, _("几个问题，三分钟"), "/road/eligibility", "todo")
        return (task,)
    return tuple(_registration(one))


def road_position(person_id: int) -> int:
    """Where a person stands on the road, 0 for joining to 4 for founding an agency."""
    one = traveller(person_id)
    if one.certificates:
        return FOUNDING if _is_settled(one) else CERTIFIED
    if completed(one):
        return CERTIFIED
    sitting = next_of(one)
    if sitting is None:
        return STUDYING
    done = one.done_in(sitting, one.level(sitting.year))
    return SITTING if is_registered(one.steps, done) else STUDYING


def next_of(one: Traveller) -> Sitting | None:
    """The next sitting of the level this person walks towards."""
    sitting = one.sitting(Level.JUNIOR)
    return one.sitting(one.level(sitting.year)) if sitting else None


def completed(one: Traveller) -> Level | None:
    """The highest level of which every paper was passed in time, by the marks entered."""
    if not one.marks:
        return None
    results = passes_of(one, one.marks)
    levels = (Level.MIDDLE, Level.JUNIOR)
    year = one.today.year + 1
    for level in levels:
        if standing(carry_rule(one.book, one.region, level), results, year).completed_in:
            return level
    return None


def passes_of(one: Traveller, rows: Iterable[Marked]) -> tuple[Result, ...]:
    """Marks as passed or not, against the pass mark of each paper."""
    needed = pass_marks(one)
    return tuple(
        Result(row.paper, row.year, row.half_marks >= needed[row.paper])
        for row in rows
        if row.half_marks is not None and row.paper in needed
    )


def pass_marks(one: Traveller) -> dict[str, int]:
    """The half-marks that pass, by paper."""
    return {rule.value["code"]: rule.value["pass_half_marks"] for rule in one.book.find("paper")}


def _is_settled(one: Traveller) -> bool:
    terms, _hours = certificate_terms(one.book, one.region, one.today)
    if terms.asked == "no":
        return True
    return db().scalars(registrations_of(one.person_id)).first() is not None


def _registration(one: Traveller) -> Iterator[RoadTask]:
    sitting = next_of(one)
    if sitting is None or sitting.status != "announced":
        return
    level = one.level(sitting.year)
    verdict = one.verdicts.get(level)
    done = one.done_in(sitting, level)
    if is_registered(one.steps, done) or (verdict and verdict.verdict is not Verdict.YES):
        return
    unpaid = unpaid_days_left(one.steps, done, sitting.windows, one.at)
    if unpaid is not None:
        state = "todo" if unpaid else "due"
        yield RoadTask(_("报名还没缴费"), unpaid_words(unpaid), "/road/exam", state)
        return
    yield from _open_window(one, sitting, done)


def _open_window(one: Traveller, sitting: Sitting, done: Collection[str]) -> Iterator[RoadTask]:
    window = sitting.windows.get("registration", Window())
    opens, closes = window.opens, window.closes
    if opens is None or closes is None or not opens <= one.at <= closes:
        return
    steps = next_steps(one.steps, done)
    title = _("考试报名：%(step)s", step=steps[0].title) if steps else _("考试报名")
    left = (local_day(closes) - one.today).days
    second = _("%(at)s截止，还有 %(n)d 天", at=long_moment(closes), n=left)
    yield RoadTask(title, second, "/road/exam", "todo" if left else "due")
