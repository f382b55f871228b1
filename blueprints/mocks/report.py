"""A graded mock as it is shown: marks in words, parts with titles, what to look at next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from actions.mock_closing import GONE
from actions.mock_papers import paper_rules
from blueprints.mocks.part import question_path
from blueprints.web.db import db
from blueprints.web.house import house
from blueprints.web.rules import rules_now
from blueprints.words.mocks import gain_words, kind_words, line_words, spent_words
from blueprints.words.practice import marks_words
from content.course import Course
from content.rules import Rule
from domain.days import local_day
from domain.exam import PaperForm
from domain.mock_report import Graded, Part, Report
from models.mock_queries import answers_of, region_of, sat_on_paper
from models.mocks import Mock, MockClosing

LONGEST_SHOWN = 5
SIGNS = {"right": "✓", "partial": "½", "wrong": "✗", "unknown": ""}


@dataclass(frozen=True, slots=True)
class Mark:
    """One question in the grid of the report."""

    number: int
    href: str
    state: str
    sign: str
    spent: str


@dataclass(frozen=True, slots=True)
class Row:
    """A chapter, a kind or a point: its name, its sums, and where to practise it."""

    name: str
    part: Part
    marks: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One way to more marks: what to do, what it could bring at most, where to look."""

    words: str
    at_most: str
    href: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the report shows."""

    mock: Mock
    closing: MockClosing
    report: Report
    course: Course
    form: PaperForm
    line_rule: Rule | None
    code_rule: Rule | None
    late: tuple[int, ...]
    on_paper: bool
    """Whether it was sat on paper and typed in: nobody knows what took how long."""

    @property
    def marks(self) -> str:
        """The marks of this paper."""
        return marks_words(self.report.half_marks)

    @property
    def full(self) -> str:
        """What this paper could bring."""
        return marks_words(self.report.full)

    @property
    def line(self) -> int:
        """The pass mark of a paper of these marks, in half-marks, rounded up."""
        return -(-self.form.pass_half_marks * self.report.full // self.form.full_half_marks)

    @property
    def against_line(self) -> str:
        """This paper against the line."""
        return line_words(self.report.half_marks, self.line)

    @property
    def missing_chapters(self) -> bool:
        """Whether the paper held only some chapters of the outline."""
        return len(self.chapters) < len(self.course.chapters)

    @property
    def chapters(self) -> tuple[int, ...]:
        """The chapters of the paper."""
        numbers = {int(part.code) for part in self.report.by_chapter} - {GONE}
        return tuple(sorted(numbers))

    @property
    def by_chapter(self) -> tuple[Row, ...]:
        """Marks by chapter."""
        titles = {str(one.number): one.title for one in self.course.chapters}
        return tuple(
            Row(titles.get(part.code, _("课程里已经撤下的题")), part, _of(part))
            for part in sorted(self.report.by_chapter, key=lambda part: int(part.code))
        )

    @property
    def by_kind(self) -> tuple[Row, ...]:
        """Marks by kind of question."""
        return tuple(Row(kind_words(p.code), p, _of(p)) for p in self.report.by_kind)

    @property
    def by_point(self) -> tuple[Row, ...]:
        """Marks by knowledge point, the one that lost most first."""
        parts = sorted(self.report.by_point, key=lambda part: part.half_marks - part.full)
        return tuple(
            Row(point_title(part.code), part, _of(part), f"/practice?point={part.code}")
            for part in parts
        )

    @property
    def marks_by_question(self) -> tuple[Mark, ...]:
        """The grid: every question with what became of it."""
        return tuple(self._marks(self.report.questions))

    @property
    def longest(self) -> tuple[Mark, ...]:
        """The questions that took longest."""
        if self.on_paper:
            return ()
        timed = sorted(self.report.questions, key=lambda one: -(one.seconds or 0))
        return tuple(self._marks(one for one in timed[:LONGEST_SHOWN] if one.seconds))

    @property
    def advice(self) -> tuple[Advice, ...]:
        """Where five more marks would come from."""
        start = _start(self.mock)
        return tuple(
            Advice(
                gain_words(gain, point_title(gain.code)),
                marks_words(gain.at_most),
                f"{start}{gain.numbers[0]}",
            )
            for gain in self.report.five_more
        )

    @property
    def changed_away(self) -> tuple[int, ...]:
        """Questions whose right answer was changed into a wrong one."""
        return tuple(one.number for one in self.report.questions if one.right_to_wrong)

    @property
    def changed_for_good(self) -> tuple[int, ...]:
        """Questions whose wrong answer was put right."""
        return tuple(one.number for one in self.report.questions if one.wrong_to_right)

    @property
    def spent(self) -> str:
        """All time measured."""
        return spent_words(self.report.seconds)

    def lost_after(self, number: int) -> str:
        """The address of the next question that lost marks; empty after the last."""
        lost = (one.number for one in self.report.questions if one.lost and one.number > number)
        following = next(lost, None)
        return f"{_start(self.mock)}{following}" if following else ""

    def _marks(self, questions: Iterable[Graded]) -> Iterator[Mark]:
        start = _start(self.mock)
        for one in questions:
            state = outcome_of(one)
            spent = spent_words(one.seconds or 0)
            yield Mark(one.number, f"{start}{one.number}", state, SIGNS[state], spent)


def result_of(mock: Mock) -> Result:
    """The report of a closed mock; ValueError while it runs."""
    closing = mock.closing
    if closing is None:
        raise ValueError("a running mock has no report")
    course = house().library.course(mock.course)
    day = local_day(mock.started_at)
    region = db().scalar(region_of(mock.person_id, mock.started_at))
    rules = paper_rules(rules_now(db()), course.paper or "", region=region, on=day)
    lines = rules_now(db()).find("pass-mark", region, day)
    national = [rule for rule in lines if rule.value["scope"] == "national"]
    late = sorted(row.number for row in db().scalars(answers_of(mock.id)) if row.late)
    return Result(
        mock=mock,
        closing=closing,
        report=Report.from_dict(closing.report),
        course=course,
        form=rules.form,
        line_rule=national[0] if national else None,
        code_rule=code_rule(course.level, region),
        late=tuple(late),
        on_paper=db().scalar(sat_on_paper(mock.id)) or False,
    )


def code_rule(level: str | None, region: str | None) -> Rule | None:
    """The latest rule on the box for the 试卷代码 that says an empty one costs the paper."""
    found = [
        rule
        for rule in rules_now(db()).find("paper-code", region)
        if rule.value["zero_without_code"] and level in rule.value["levels"]
    ]
    return max(found, key=lambda rule: rule.value["year"], default=None)


def outcome_of(one: Graded) -> str:
    """What became of a question, in the codes of the item macros."""
    if one.is_blank:
        return "unknown"
    if one.is_right:
        return "right"
    return "partial" if one.half_marks else "wrong"


def point_title(point: str) -> str:
    """The title of a knowledge point; its id where the courses no longer have it."""
    try:
        return house().library.point(point).title
    except KeyError:
        return point


def _of(part: Part) -> str:
    return _("%(got)s / %(full)s 分", got=marks_words(part.half_marks), full=marks_words(part.full))


def _start(mock: Mock) -> str:
    return question_path(mock, 1).removesuffix("q1") + "review/q"
