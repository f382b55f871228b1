"""A person's walk to one sitting, put together for the pages of the exam."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from actions.road import may_take
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.days import clock_words, long_day, long_moment
from blueprints.words.registration import due_words, unpaid_words
from blueprints.words.road import level_words, paper_words, verdict_words, yuan_words
from content.rules import Rule
from content.rules_build import fee_of, papers_of
from domain.eligibility import Level, Verdict
from domain.eligibility_answers import LEVELS
from domain.registration import Due, Step, dues, is_registered, unpaid_days_left
from domain.sittings import OwnSession, Sitting, days_until

WINDOWS = ("registration", "check", "payment", "ticket", "results")
TOPICS = ("our-limits", "site", "territorial", "commitment")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step in the list; `may` says whether it can be entered as done now."""

    step: Step
    due: Due
    state: str
    second: str
    may: bool


@dataclass(frozen=True)
class Walk:
    """One person, one level, the next sitting."""

    me: Traveller
    level: Level
    sitting: Sitting | None
    done: Mapping[str, datetime]

    @property
    def name(self) -> str:
        """What people call the level."""
        return level_words(self.level)

    @property
    def other(self) -> Level:
        """The level that this page is not about."""
        return Level.MIDDLE if self.level is Level.JUNIOR else Level.JUNIOR

    @property
    def other_name(self) -> str:
        """What people call that one."""
        return level_words(self.other)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of registration."""
        return self.me.steps

    @property
    def rule(self) -> Rule | None:
        """The rule the sitting's dates rest on."""
        return self.me.book.get(self.sitting.rule) if self.sitting else None

    @property
    def announced(self) -> bool:
        """Whether the sitting has days."""
        return self.sitting is not None and bool(self.sitting.exam_days)

    @property
    def sessions(self) -> tuple[OwnSession, ...]:
        """The person's own sessions; none while the days are not known."""
        return self.me.sessions(self.sitting, self.level) if self.sitting else ()

    @property
    def session_rows(self) -> list[tuple[str, str]]:
        """Paper and time of each own session."""
        return [
            (
                paper_words(self.me.book, one.paper),
                _(
                    "%(from)s到 %(to)s",
                    **{"from": long_moment(one.starts), "to": clock_words(one.ends)},
                ),
            )
            for one in self.sessions
        ]

    @property
    def days_left(self) -> int | None:
        """Days to the first own session; None where nobody knows."""
        if self.sitting is None:
            return None
        return days_until(self.sitting, self.sessions, self.me.today)

    @property
    def registered(self) -> bool:
        """Whether everything up to the payment is done."""
        return is_registered(self.steps, self.done)

    @property
    def unpaid(self) -> str:
        """The reminder of the last week, or nothing."""
        if self.sitting is None:
            return ""
        left = unpaid_days_left(self.steps, self.done, self.sitting.windows, self.me.at)
        return "" if left is None else unpaid_words(left)

    @property
    def education(self) -> str | None:
        """The education told, where it is known."""
        return self.me.facts.education.value if self.me.facts.education else None

    @property
    def hint(self) -> str:
        """What eligibility says where the person may not sit this one, or has not told."""
        answer = self.me.verdicts.get(self.level)
        if self.me.questions:
            return _("先答几个问题，看看今年能不能报。")
        if answer is None or answer.verdict is Verdict.YES:
            return ""
        return _("按你填的，%(words)s。", words=verdict_words(answer))

    @property
    def fee(self) -> str:
        """What the papers of this level cost here, if the rulebook knows."""
        fen = fee_of(self.me.book, self.me.region, papers_of(self.me.book, self.level))
        return yuan_words(fen) if fen is not None else ""

    @property
    def fee_rules(self) -> tuple[Rule, ...]:
        """What the fee rests on."""
        papers = papers_of(self.me.book, self.level)
        return self.me.book.fees(self.me.region, papers) if self.fee else ()

    @property
    def promises(self) -> tuple[Rule, ...]:
        """What we never do, and where registration happens: in the rulebook's own words."""
        found = {rule.value["topic"]: rule for rule in self._registration_facts()}
        return tuple(found[topic] for topic in TOPICS if topic in found)

    @property
    def past(self) -> list[tuple[str, Rule]]:
        """Earlier sittings in words, the latest first."""
        rules = self.me.book.sittings(self.me.region, self.level)
        year = self.sitting.year if self.sitting else self.me.today.year + 1
        return [(_past_words(rule), rule) for rule in reversed(rules) if rule.value["year"] < year]

    def _registration_facts(self) -> tuple[Rule, ...]:
        return self.me.book.find("registration-fact", self.me.region, self.me.today)


def walk_of(person_id: int, level: str | None = None) -> Walk:
    """The walk of one person to the next sitting of a level; without one, of their own level."""
    me = traveller(person_id)
    known = level if level in LEVELS else None
    first = me.sitting(Level.JUNIOR)
    chosen = Level(known) if known else me.level(first.year) if first else Level.JUNIOR
    sitting = me.sitting(chosen)
    return Walk(me, chosen, sitting, me.done_in(sitting, chosen) if sitting else {})


def step_rows(walk: Walk) -> list[StepRow]:
    """Every step with its window, its state in the list's words, and whether it can be ticked."""
    if walk.sitting is None:
        return []
    told = dues(walk.steps, walk.done, walk.sitting.windows, walk.me.at)
    return [_row(walk, walk.sitting, step, due) for step, due in zip(walk.steps, told, strict=True)]


def _row(walk: Walk, sitting: Sitting, step: Step, due: Due) -> StepRow:
    may = may_take(sitting, walk.steps, tuple(walk.done), step.step, walk.me.at)
    blocked = any(each not in walk.done for each in step.after)
    state = "done" if due.state == "done" else "todo" if may else "locked"
    if may and due.days_left == 0:
        state = "due"
    return StepRow(step, due, state, due_words(due, locked=blocked, may=may), may)


def _past_words(rule: Rule) -> str:
    value = rule.value
    if value["status"] == "cancelled":
        return _("%(year)d 年：没有开考", year=value["year"])
    days = _("、").join(long_day(day) for day in value.get("exam_days", ()))
    window = value.get("windows", {}).get("registration")
    if window and "opens" in window and "closes" in window:
        return _(
            "%(year)d 年（已过）：%(days)s考试；报名 %(opens)s到 %(closes)s",
            year=value["year"],
            days=days,
            opens=long_moment(window["opens"]),
            closes=long_moment(window["closes"]),
        )
    return _("%(year)d 年（已过）：%(days)s考试", year=value["year"], days=days)
