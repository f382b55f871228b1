"""The answer of eligibility as cards: one a level, each line with the rule it rests on."""

from dataclasses import dataclass

from blueprints.web.traveller import Traveller
from blueprints.words.road import find_out_words, line_words, verdict_words
from content.rules import Rule
from domain.eligibility import Answer, Line, Verdict

ADVICE = "alternative"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line, and its rule; `quoted` where the words are the rule's own."""

    words: str
    rule: Rule | None
    quoted: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One level: the answer in a sentence, why, and what is not known yet."""

    answer: Answer
    title: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def kind(self) -> str:
        """How the card looks."""
        return {Verdict.YES: "ok", Verdict.LATER: "warm"}.get(self.answer.verdict, "info")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All levels, and what a person can do meanwhile."""

    cards: tuple[Card, ...]
    advice: tuple[Reason, ...]

    @property
    def soon(self) -> bool:
        """Whether some level may be sat in the coming year."""
        return any(card.answer.verdict is Verdict.YES for card in self.cards)


def verdict_cards(me: Traveller) -> Verdicts:
    """Put the answers of both levels into words."""
    cards = tuple(_card(me, answer) for answer in me.verdicts.values())
    advice: dict[str, Reason] = {}
    for answer in me.verdicts.values():
        for line in answer.lines:
            if _is_advice(me, line):
                advice.setdefault(line.code, _reason(me, line))
    return Verdicts(cards, tuple(advice.values()))


def _card(me: Traveller, answer: Answer) -> Card:
    return Card(
        answer=answer,
        title=verdict_words(answer),
        reasons=tuple(_reason(me, line) for line in answer.lines if not _is_advice(me, line)),
        missing=tuple(find_out_words(name) for name in answer.missing),
    )


def _reason(me: Traveller, line: Line) -> Reason:
    rule = me.book.get(line.rule)
    words = line_words(line, rule)
    quoted = rule is not None and words == rule.value.get("text")
    return Reason(words, rule, quoted)


def _is_advice(me: Traveller, line: Line) -> bool:
    rule = me.book.get(line.rule)
    return rule is not None and rule.kind == ADVICE
