"""The paper of a mock: its form as the rulebook gives it, its items drawn from the mock pool."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from content.course import Course
from content.library import Library
from content.rule_kinds import ItemMarking
from content.rule_kinds import Paper as PaperValue
from content.rules import Rule, Rulebook
from domain.exam import Kind, Marking, PaperForm
from domain.paper import Candidate, ChapterWeight, Paper, draw

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
SEEDS = 2**31


class NoPaperError(LookupError):
    """The rulebook or the pool holds no paper of this course."""


@dataclass(frozen=True, slots=True)
class Books:
    """What the verbs of a mock read beside the database: the courses and the rules."""

    library: Library
    rules: Rulebook


@dataclass(frozen=True, slots=True)
class PaperRules:
    """The rules one paper follows, with their sources, and the form they amount to."""

    form: PaperForm
    paper: Rule
    marking: Mapping[str, Rule]


def paper_rules(rules: Rulebook, code: str, *, region: str | None, on: date) -> PaperRules:
    """The form and marking of an objective paper in a region on a day.

    Raises:
        NoPaperError: no such paper is in force, or it is no objective one.
    """
    papers = (rule for rule in rules.find("paper", region, on) if rule.value["code"] == code)
    rule = next(papers, None)
    marking = {one.value["item"]: one for one in rules.find("marking", region, on)}
    if rule is None or not isinstance(rule.data, PaperValue) or rule.data.format != "objective":
        raise NoPaperError(code)
    return PaperRules(_form(rule.data, marking), rule, marking)


def draw_paper(
    library: Library,
    course: Course,
    form: PaperForm,
    *,
    seed: int,
    on: date,
    sat: Mapping[str, int] | None = None,
) -> Paper:
    """Draw a paper from a course's mock pool; `sat` counts how often this person had each item.

    Chapters of which nobody knows the weight are left out; where none is known, all weigh the
    same. The paper may be empty.
    """
    times = sat or {}
    candidates = [
        Candidate(item.id, item.chapter, item.kind, item.difficulty, times.get(item.id, 0))
        for item in library.items(course=course.id, pool="mock")
        if item.holds_on(on)
    ]
    return draw(form, weights_of(course), candidates, seed)


def weights_of(course: Course) -> list[ChapterWeight]:
    """What each chapter weighs: as seen in real papers, or evenly where no weight was seen."""
    known = [
        ChapterWeight(chapter.number, Fraction(str(chapter.weight)))
        for chapter in course.chapters
        if chapter.weight is not None
    ]
    return known or [ChapterWeight(chapter.number, 1) for chapter in course.chapters]


def new_seed() -> int:
    """A seed nobody can guess; kept with the mock, so that its paper can be drawn again."""
    return secrets.randbelow(SEEDS)


def new_code() -> str:
    """A 试卷代码: a letter and a digit that cannot be taken for each other."""
    return secrets.choice(LETTERS) + secrets.choice(DIGITS)


def _form(paper: PaperValue, marking: Mapping[str, Rule]) -> PaperForm:
    counts = {part.item: part.count for part in paper.parts}
    single, multiple = (_marks(marking, kind) for kind in (Kind.SINGLE, Kind.MULTIPLE))
    return PaperForm(
        code=paper.code,
        minutes=paper.minutes,
        singles=counts.get("single", 0),
        multiples=counts.get("multiple", 0),
        marking=Marking(
            single=single.full_half_marks,
            multiple=multiple.full_half_marks,
            per_option=multiple.per_option_half_marks,
        ),
        full_half_marks=paper.full_half_marks,
        pass_half_marks=paper.pass_half_marks,
    )


def _marks(marking: Mapping[str, Rule], kind: Kind) -> ItemMarking:
    rule = marking.get(kind.value)
    if rule is None or not isinstance(rule.data, ItemMarking):
        raise NoPaperError(kind.value)
    return rule.data
