"""A trainee's eligibility and registration in words, as their mentor reads them."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from blueprints.web.countdown import next_of
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.days import long_moment
from blueprints.words.registration import due_words
from blueprints.words.road import level_words, paper_words, verdict_words
from domain.days import local_day
from domain.registration import dues, may_follow
from domain.sittings import Sitting


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the registration: how it stands, and the day it was done."""

    title: str
    words: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Walk:
    """Eligibility, the steps of the next sitting, and its sessions; all in words."""

    verdicts: tuple[str, ...]
    title: str
    steps: tuple[StepRow, ...]
    sessions: tuple[tuple[str, str], ...]
    no_date: str


def walk_of(person_id: int) -> Walk:
    """What one trainee has told, and where the registration stands."""
    one = traveller(person_id)
    sitting = next_of(one)
    if sitting is None:
        return Walk(_verdicts(one), _("考试报名"), (), (), _("下一次考试还没有消息"))
    level = one.level(sitting.year)
    sessions = one.sessions(sitting, level)
    return Walk(
        verdicts=_verdicts(one),
        title=_("%(year)d 年%(level)s报名", year=sitting.year, level=level_words(level)),
        steps=_steps(one, sitting, level),
        sessions=tuple(
            (paper_words(one.book, it.paper), long_moment(it.starts)) for it in sessions
        ),
        no_date="" if sessions else _("%(year)d 年考试日期未公布", year=sitting.year),
    )


def _verdicts(one: Traveller) -> tuple[str, ...]:
    if not one.answers:
        return (_("还没有答学历和年限的几个问题"),)
    if one.questions:
        return (_("问题答了一部分，还差 %(n)d 个", n=len(one.questions)),)
    return tuple(verdict_words(answer) for answer in one.verdicts.values())


def _steps(one: Traveller, sitting: Sitting, level: str) -> tuple[StepRow, ...]:
    done = one.done_in(sitting, level)
    rows = zip(one.steps, dues(one.steps, done, sitting.windows, one.at), strict=True)
    return tuple(
        StepRow(
            step.title,
            due_words(due, locked=False, may=may_follow(one.steps, done, step.step)),
            local_day(done[step.step]) if step.step in done else None,
        )
        for step, due in rows
    )
