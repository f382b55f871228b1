"""A paper on offer: how long it is, how it is marked, which chapters it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort

from actions.mock_papers import NoPaperError, PaperRules, draw_paper, paper_rules
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.learning import weight_words
from content.course import Chapter, Course
from domain.days import local_day
from domain.paper import Paper, Share
from models.mock_queries import region_of

SAMPLE = 0
"""Any seed shows the same numbers of questions by chapter."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One paper that can be sat."""

    course: Course
    rules: PaperRules
    paper: Paper

    @property
    def partial(self) -> bool:
        """Whether chapters of the outline are missing from it."""
        return len(self.paper.chapters) < len(self.course.chapters)

    @property
    def questions(self) -> int:
        """How many questions it has."""
        return len(self.paper.item_ids)

    @property
    def shares(self) -> tuple[tuple[Chapter, Share], ...]:
        """What each chapter brings."""
        return tuple((self.course.chapter(share.chapter), share) for share in self.paper.shares)

    @property
    def share_rows(self) -> list[tuple[str, str, int, int]]:
        """What each chapter brings, for a table: title, share of the paper, questions."""
        return [
            (chapter.title, weight_words(float(share.weight)), share.singles, share.multiples)
            for chapter, share in self.shares
        ]

    @property
    def weight_years(self) -> tuple[int, ...]:
        """The exam years the weights were seen in."""
        years = {chapter.source_year for chapter, _share in self.shares if chapter.source_year}
        return tuple(sorted(years))

    @property
    def unsure(self) -> bool:
        """Whether a weight rests on weak sources."""
        return any(chapter.confidence == "low" for chapter, _share in self.shares)


def offers() -> Iterator[Offer]:
    """Every paper that has a form and items."""
    region = db().scalar(region_of(actor().id, now()))
    for course in house().library.courses.values():
        offer = _offer(course, region)
        if offer is not None:
            yield offer


def offer_or_404(course_id: str) -> Offer:
    """The paper of that course."""
    course = house().library.courses.get(course_id)
    offer = _offer(course, db().scalar(region_of(actor().id, now()))) if course else None
    if offer is None:
        abort(404)
    return offer


def _offer(course: Course, region: str | None) -> Offer | None:
    day = local_day(now())
    try:
        rules = paper_rules(rules_now(db()), course.paper or "", region=region, on=day)
    except NoPaperError:
        return None
    paper = draw_paper(house().library, course, rules.form, seed=SAMPLE, on=day)
    return Offer(course, rules, paper) if paper.item_ids else None
