"""半年总结: what happened in a half-year by the records, the half before beside it."""

from collections import defaultdict
from dataclasses import dataclass

from flask_babel import gettext as _

from blueprints.papers.head import head_of
from blueprints.papers.paper import Paper, Part
from blueprints.papers.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.papers import half_words, paper_title
from blueprints.words.staff import LEVELS, certificate_words
from blueprints.words.stages import stage_words
from content.rules_build import papers_of
from domain.halves import Half
from domain.stages import EXAM_ORDER, ExamStage
from models.paper_queries import (
    holders_now,
    lessons_between,
    marks_between,
    mocks_between,
    people_between,
    stages_entered_in,
    study_between,
)
from models.pipeline_history import stages_on

BLANK = "________"
WIDTH = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """What one half-year added up to."""

    entered: dict[str, int]
    standing: dict[str, int]
    trainees: int
    learners: int
    answers: int
    hours: int
    lessons: int
    mocks: int
    told: int
    passed: int


def half_year(one: Scope) -> Paper:
    """The paper."""
    this, before = _count(one, one.half), _count(one, one.half.before)
    holders = {key: int(n) for key, n in db().execute(holders_now(one.agency.id))}
    table = Table(
        paper_title("half-year"), _columns(one.half), _rows(this, before, holders), now(),
        note=half_words(one.half),
    )  # fmt: skip
    return Paper(
        title=table.title,
        head=head_of(one, half_words(one.half)),
        at=now(),
        table=table,
        before=[Part(_("一、做了什么"), _did(this, before))],
        after=[
            Part(_("二、难处和办法"), [_("难处：%(blank)s。办法：%(blank)s。", blank=BLANK)]),
            Part(_("三、下一步打算"), [_("打算：%(blank)s。要县里帮的：%(blank)s。", blank=BLANK)]),
        ],
        signs=[_("写的人："), _("负责人：")],
    )


def _did(this: Counted, before: Counted) -> list[str]:
    """Sentences with numbers in them; what only people know stays open."""
    return [
        _(
            "这半年有学员 %(n)d 人，其中 %(learners)d 人学过，一共学了约 %(hours)d 小时、"
            "答题 %(answers)d 道、读完课 %(lessons)d 节次、做完模考 %(mocks)d 场。",
            n=this.trainees,
            learners=this.learners,
            hours=this.hours,
            answers=this.answers,
            lessons=this.lessons,
            mocks=this.mocks,
        ),
        _(
            "新入班 %(joined)d 人（前一个半年 %(joined_before)d 人），报名缴费 %(paid)d 人，"
            "通过 %(passed)d 人，拿证 %(certified)d 人。",
            joined=this.entered[ExamStage.IN_CLASS],
            joined_before=before.entered[ExamStage.IN_CLASS],
            paid=this.entered[ExamStage.PAID],
            passed=this.entered[ExamStage.PASSED],
            certified=this.entered[ExamStage.CERTIFIED],
        ),
        _(
            "填了成绩的 %(told)d 人，其中当年各科都合格的 %(passed)d 人。",
            told=this.told,
            passed=this.passed,
        ),
        _("集中培训 %(blank)s 次，服务群众约 %(blank)s 人次。", blank=BLANK),
    ]


def _rows(this: Counted, before: Counted, holders: dict[str, int]) -> list[list[Cell]]:
    stages = [*(stage.value for stage in EXAM_ORDER), ExamStage.LEFT.value]
    rows: list[list[Cell]] = [
        [
            stage_words(code),
            this.entered[code],
            before.entered[code],
            this.standing[code],
            before.standing[code],
        ]
        for code in stages
    ]
    others: list[list[Cell]] = [
        [_("学员人数"), this.trainees, before.trainees],
        [_("学过的人数"), this.learners, before.learners],
        [_("学习小时"), this.hours, before.hours],
        [_("答题数"), this.answers, before.answers],
        [_("读完的课（节次）"), this.lessons, before.lessons],
        [_("做完的模考（场）"), this.mocks, before.mocks],
        [_("填了成绩的人数"), this.told, before.told],
        [_("当年各科都合格的人数"), this.passed, before.passed],
    ]
    held: list[list[Cell]] = [
        [_("持证：%(what)s", what=certificate_words(level)), None, None, holders.get(level, 0)]
        for level in LEVELS
    ]
    return [*rows, *([*row, *[None] * (WIDTH - len(row))] for row in others + held)]


def _columns(half: Half) -> list[Column]:
    this, before = half_words(half), half_words(half.before)
    entered = _("这段时间进入这一步、做了这件事的；一个人只算一次")
    standing = _("这段时间最后一天在这一步的人，按当时的记录数；持证是今天的数")
    return [
        Column(_("项目"), _("数的是什么；步骤的名字和进度表一样"), 34),
        Column(this, entered, 16, numeric=True),
        Column(before, entered, 16, numeric=True),
        Column(_("%(half)s末", half=this), standing, 16, numeric=True),
        Column(_("%(half)s末", half=before), standing, 16, numeric=True),
    ]


def _count(one: Scope, half: Half) -> Counted:
    first, end = half.moments
    people = people_between(one.agency.id, first, end)
    learners, answers, seconds = db().execute(study_between(people, half.first, half.last)).one()
    told, passed = _results(one, half)
    last = min(half.last, one.today)
    standing = {
        stage: n for track, stage, n in db().execute(stages_on(one.agency.id, last))
        if track == "exam"
    }  # fmt: skip
    entered: dict[str, int] = dict(db().execute(stages_entered_in(one.agency.id, first, end)).all())
    return Counted(
        entered=defaultdict(int, entered),
        standing=defaultdict(int, standing),
        trainees=len(set(db().scalars(people))),
        learners=learners,
        answers=answers,
        hours=seconds // 3600,
        lessons=db().scalar(lessons_between(people, first, end)) or 0,
        mocks=db().scalar(mocks_between(people, first, end)) or 0,
        told=told,
        passed=passed,
    )


def _results(one: Scope, half: Half) -> tuple[int, int]:
    """How many entered marks in this half, and how many of them passed every paper of a level."""
    needed = {rule.value["code"]: rule.value["pass_half_marks"] for rule in one.book.find("paper")}
    first, end = half.moments
    passed: dict[tuple[int, int], set[str]] = {}
    told: set[int] = set()
    for row in db().scalars(marks_between(people_between(one.agency.id, first, end), first, end)):
        if row.half_marks is None:
            continue
        told.add(row.person_id)
        if row.half_marks >= needed.get(row.paper, row.half_marks + 1):
            passed.setdefault((row.person_id, row.year), set()).add(row.paper)
    levels = [set(papers_of(one.book, level)) for level in ("junior", "middle")]
    good = {
        who for (who, _year), papers in passed.items() if any(all_ <= papers for all_ in levels)
    }
    return len(told), len(good)
