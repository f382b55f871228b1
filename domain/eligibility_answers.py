"""From kept answers, as plain words, to the facts of eligibility; and what is to be asked next.

An answer is a short text under the name of its question; `UNKNOWN` says that the person does not
know. Answers that no longer matter (a major, after the education became 高中) are left out.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from domain.eligibility import Education, Facts, Level, Major, Rules, Spell, missing_facts
from domain.eligibility_data import HIGHER

E = TypeVar("E", bound=StrEnum)
YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
ORDER: Final = (
    "education",
    "studying",
    "graduated-on",
    "major",
    "practice",
    "spells",
    "full-time-study",
    "certificate",
    "certificate-date",
)
"""The questions in the order they are asked; `spells` belongs to `practice`."""
LEVELS: Final = (Level.JUNIOR, Level.MIDDLE)
"""The levels a newcomer is told about."""
MOST_SPELLS: Final = 8
"""Spells of practice that are kept; more of them are put together by the person."""


def facts_from(
    answers: Mapping[str, str],
    region: str | None,
    certificates: Mapping[Level, date | None] | None = None,
) -> Facts:
    """Return the facts that answers add up to; `certificates` are those on record already."""
    education = _one_of(Education, answers.get("education"))
    higher = education in HIGHER
    studying = _yes(answers.get("studying")) if higher else None
    low = education in (None, Education.BELOW)
    return Facts(
        education=education,
        studying=studying,
        graduated_on=_day(answers.get("graduated-on")) if studying else None,
        major=_one_of(Major, answers.get("major")) if higher else None,
        spells=None if low else _practice(answers),
        full_time_study=_study(answers) if studying else None,
        certificates={**_certificates(answers), **certificates} if certificates else _held(answers),
        region=region,
    )


def open_questions(answers: Mapping[str, str], facts: Facts, rules: Rules) -> tuple[str, ...]:
    """Return the questions still to be asked, in order; what is not known is not asked again."""
    wanted = {_asked_as(name, answers) for name in _missing(facts, rules)}
    return tuple(name for name in ORDER if name in wanted and name not in answers)


def questions_that_matter(
    answers: Mapping[str, str], region: str | None, rules: Rules
) -> tuple[str, ...]:
    """Return the questions whose answers count for this person, answered or not, in order."""
    return tuple(name for name in ORDER if _matters(name, answers, region, rules))


def read_spells(text: str) -> tuple[Spell, ...]:
    """Read spells as they are kept: `2019-03-01..2021-05-31;2022-01-01..`.

    Raises:
        ValueError: the text was not written by `write_spells`.
    """
    return tuple(_spell(part) for part in text.split(";") if part)


def write_spells(spells: Iterable[Spell]) -> str:
    """Write spells in order of time, the way `read_spells` reads them."""
    ordered = sorted(set(spells), key=lambda spell: (spell.start, spell.end or date.max))
    return ";".join(f"{one.start}..{one.end or ''}" for one in ordered)


def _matters(name: str, answers: Mapping[str, str], region: str | None, rules: Rules) -> bool:
    others = {key: text for key, text in answers.items() if key != name}
    if name == "practice":
        others.pop("spells", None)
    return name in open_questions(others, facts_from(others, region), rules)


def _missing(facts: Facts, rules: Rules) -> set[str]:
    return {name for level in LEVELS for name in missing_facts(level, facts, rules)}


def _asked_as(name: str, answers: Mapping[str, str]) -> str:
    told = name == "practice" and answers.get("practice") == YES
    return "spells" if told else name


def _practice(answers: Mapping[str, str]) -> tuple[Spell, ...] | None:
    if answers.get("practice") == NO:
        return ()
    if answers.get("practice") != YES:
        return None
    return read_spells(answers.get("spells", "")) or None


def _study(answers: Mapping[str, str]) -> tuple[Spell, ...] | None:
    begun = _day(answers.get("full-time-study"))
    return None if begun is None else (Spell(begun),)


def _held(answers: Mapping[str, str]) -> Mapping[Level, date | None] | None:
    if answers.get("certificate") == NO:
        return {}
    return _certificates(answers) or None


def _certificates(answers: Mapping[str, str]) -> Mapping[Level, date | None]:
    if answers.get("certificate") != YES:
        return {}
    return {Level.JUNIOR: _day(answers.get("certificate-date"))}


def _spell(part: str) -> Spell:
    start, dots, end = part.partition("..")
    if not dots:
        raise ValueError(f"not a spell: {part!r}")
    return Spell(date.fromisoformat(start), date.fromisoformat(end) if end else None)


def _yes(text: str | None) -> bool | None:
    return {YES: True, NO: False}.get(text or "")


def _day(text: str | None) -> date | None:
    return None if text in (None, "", UNKNOWN) else date.fromisoformat(text)


def _one_of(kind: type[E], text: str | None) -> E | None:
    return kind(text) if text in {each.value for each in kind} else None
