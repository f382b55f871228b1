"""An answered place: what was right, what it means in marks, when it comes back."""

import json
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from actions.practice import once_of
from blueprints.practice.forms import CauseForm
from blueprints.practice.run import Spot
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.practice import coming_words, days_left_words, marks_words
from content.course import Item, Lesson, Question
from content.rules import Rule
from content.rules_build import marking
from content.versions import item_from_body
from domain.answers import LAPSES, Outcome
from domain.days import local_day
from domain.exam import Kind, mark
from domain.wrong_book import days_left, suggest_cause
from models.learning import ItemLeaf
from models.practice_queries import Answered, causes_of, event_once, item_version, leaf_of


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page says about an answer."""

    question: Question
    chosen: frozenset[str]
    outcome: str
    note: str
    marks: str
    rule: Rule | None
    book: str
    lesson: Lesson | None
    cause: CauseForm | None
    named: bool

    @property
    def lesson_to_remember(self) -> str:
        """The one thing to remember."""
        return self.question.explanation

    @property
    def bare(self) -> Question:
        """The question without what the strip on top says already."""
        return replace(self.question, explanation="")


def told_of(spot: Spot, answer: Answered) -> Told | None:
    """What there is to tell; None when neither the courses nor our copies know the item."""
    item_id = spot.run.row.items[spot.number - 1]
    leaf = db().scalars(leaf_of(actor().id, item_id)).one_or_none()
    question = _as_answered(spot, leaf)
    if question is None:
        return None
    chosen = frozenset(answer.chosen)
    form, named = _cause(question, answer, item_id)
    words, rule = _marks(question, answer)
    return Told(
        question=question,
        chosen=chosen,
        outcome=outcome_of(question, answer),
        note=_returns(spot.item, leaf),
        marks=words,
        rule=rule,
        book=_book(leaf, answer),
        lesson=lesson_for(spot.item),
        cause=form,
        named=named,
    )


def outcome_of(question: Question, answer: Answered) -> str:
    """The outcome, an incomplete faultless answer told apart from a wrong one."""
    chosen = frozenset(answer.chosen)
    if answer.outcome == Outcome.WRONG and chosen and chosen < question.key:
        return "partial"
    return answer.outcome


def lesson_for(item: Item | None) -> Lesson | None:
    """The first lesson that teaches a point of this item."""
    if item is None:
        return None
    lessons = house().library.course(item.course).lessons
    taught = {point: lesson for lesson in reversed(lessons) for point in lesson.points}
    return next((taught[point] for point in item.points if point in taught), None)


def _as_answered(spot: Spot, leaf: ItemLeaf | None) -> Question | None:
    """The item as it was shown: today's, unless its words have changed since."""
    if spot.item is not None and (leaf is None or leaf.last_version == spot.item.version):
        return spot.item
    event = db().scalars(event_once(actor().id, once_of(spot.run.row.uid, spot.number))).first()
    version = json.loads(event.body)["version"] if event and event.body else ""
    body = db().scalars(item_version(version)).first()
    return item_from_body(body) if body else spot.item


def _returns(item: Item | None, leaf: ItemLeaf | None) -> str:
    """When the item is asked again; mock items come back in the wrong-answer book only."""
    if item is None or item.pool != "practice" or leaf is None or leaf.due_at is None:
        return ""
    day, today = local_day(leaf.due_at), local_day(now())
    return _("这题%(day)s再考你一次。", day=_spaced(day, today))


def _spaced(day: date, today: date) -> str:
    words = coming_words(day, today)
    return f" {words}" if words[0].isdigit() else words


def _marks(question: Question, answer: Answered) -> tuple[str, Rule | None]:
    """What the real paper would give, where this is not plain: multiple answers, wrongly given."""
    if question.kind != Kind.MULTIPLE or answer.outcome != Outcome.WRONG:
        return "", None
    book = rules_now(db())
    form = marking(book)
    earned = mark(question.kind, question.key, frozenset(answer.chosen), form)
    whole = marks_words(form.full(question.kind))
    rule = next(r for r in book.find("marking") if r.value["item"] == Kind.MULTIPLE.value)
    if not earned:
        return _("有一个选错，真考就得 0 分（满分 %(full)s 分）。", full=whole), rule
    got = marks_words(earned)
    return _("真考得 %(got)s 分（满分 %(full)s 分）：没选错，但没选全。", got=got, full=whole), rule


def _book(leaf: ItemLeaf | None, answer: Answered) -> str:
    """Where the item stands in the wrong-answer book after this answer."""
    if leaf is None or leaf.wrong_at is None:
        return ""
    if leaf.in_wrong_book and answer.outcome == Outcome.RIGHT:
        return _("这题还在错题本。%(rule)s。", rule=days_left_words(days_left(leaf.right_days)))
    if leaf.in_wrong_book:
        return _("已放进错题本。在 %(n)d 个不同的日子做对，就移出。", n=days_left(leaf.right_days))
    if answer.outcome == Outcome.RIGHT and leaf.last_right_at == answer.at:
        return _("这题不在错题本里了。")
    return ""


def _cause(question: Question, answer: Answered, item_id: str) -> tuple[CauseForm | None, bool]:
    """The form for the cause, with the one named before, else the one suggested."""
    if answer.outcome not in LAPSES:
        return None, False
    named = db().scalars(causes_of(actor().id, item_id)).first()
    suggested = suggest_cause(
        question.kind, question.key, frozenset(answer.chosen), answer.outcome == Outcome.UNKNOWN
    )
    of_this = named is not None and named.at >= answer.at
    cause = named.cause if named and of_this else suggested.value if suggested else None
    return CauseForm(data={"cause": cause}).offer(question.kind), of_this
