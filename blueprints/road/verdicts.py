"""The answer of eligibility as cards: one a level, each line with the rule it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

from blueprints.web.traveller import Traveller
from blueprints.words.road import find_out_words, line_words, verdict_words
from content.rules import Rule
from domain.eligibility import Answer, Line, Verdict

ADVICE = "alternative"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line; `number` is its rule's place among the sources, 0 without one.

    `quoted` where the words are the rule's own, `unsure` where the rule is of low confidence.
    """

    words: str
    number: int
    quoted: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One level: the answer in a sentence, why, what is not known yet, and the sources."""

    answer: Answer
    title: str
    reasons: tuple[Reason, ...]
    sources: tuple[Rule, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All levels, and what a person can do meanwhile."""

    cards: tuple[Card, ...]
    advice: tuple[Reason, ...]
    advice_sources: tuple[Rule, ...]

    @property
    def soon(self) -> bool:
        """Whether some level may be sat in the coming year."""
        return any(card.answer.verdict is Verdict.YES for card in self.cards)


def verdict_cards(me: Traveller) -> Verdicts:
    """Put the answers of both levels into words."""
    answers = me.verdicts.values()
    lines = {line.code: line for each in answers for line in each.lines if _is_advice(me, line)}
    return Verdicts(tuple(_card(me, each) for each in answers), *_reasons(me, lines.values()))


def _card(me: Traveller, answer: Answer) -> Card:
    lines = [line for line in answer.lines if not _is_advice(me, line)]
    reasons, sources = _reasons(me, lines)
    return Card(
        answer=answer,
        title=verdict_words(answer),
        reasons=reasons,
        sources=sources,
        missing=tuple(find_out_words(name) for name in answer.missing),
    )


def _reasons(me: Traveller, lines: Iterable[Line]) -> tuple[tuple[Reason, ...], tuple[Rule, ...]]:
    """Lines in words, and the rules they rest on, each once, in the order they come up."""
    sources: dict[str, Rule] = {}
    reasons = []
    for line in lines:
        rule = me.book.get(line.rule)
        if rule is not None:
            sources.setdefault(rule.id, rule)
        reasons.append(_reason(line, rule, list(sources)))
    return tuple(reasons), tuple(sources.values())


def _reason(line: Line, rule: Rule | None, known: list[str]) -> Reason:
    words = line_words(line, rule)
    if rule is None:
        return Reason(words, 0, quoted=False, unsure=False)
    quoted = words == rule.value.get("text")
    return Reason(words, known.index(rule.id) + 1, quoted, rule.confidence == "low")


def _is_advice(me: Traveller, line: Line) -> bool:
    rule = me.book.get(line.rule)
    return rule is not None and rule.kind == ADVICE
