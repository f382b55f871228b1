"""报考花名册 and 费用报销表: who is on the way to one sitting, what was paid, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from blueprints.papers.head import head_of
from blueprints.papers.paper import Paper, Part
from blueprints.papers.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.days import long_day
from blueprints.words.papers import fen_words, paper_title
from blueprints.words.road import education_words, level_words, marks_words, paper_words
from content.rules_build import exam_steps, fee_of, papers_of, sitting_of
from domain.registration import PAID, Step, is_registered
from models.paper_queries import answers_in, applications_in, marks_in, steps_done_in, trainees_in
from models.people import Person
from models.road import ExamApplication, ExamResult

TICKET = "ticket"


@dataclass(slots=True)
class Entrant:
    """Somebody on the way to one sitting, with the steps done and the marks entered."""

    person: Person
    application: ExamApplication
    done: set[str] = field(default_factory=set)
    marks: list[ExamResult] = field(default_factory=list)


def exam_roster(one: Scope) -> Paper:
    """The paper of who sits."""
    found, steps = _entrants(one), exam_steps(one.book, one.region_code, one.today)
    answers = {
        row.person_id: row.answer
        for row in db().scalars(answers_in({each.person.id for each in found}))
        if row.question == "education"
    }
    rows = [
        [
            number,
            each.person.name,
            "",
            each.person.phone_tail,
            education_words(answers.get(each.person.id, "")),
            level_words(each.application.level),
            _papers(one, each.application.level),
            _state(steps, each.done),
            "",
        ]
        for number, each in enumerate(found, 1)
    ]
    return _paper(one, "exam-roster", _roster_columns(), rows, [])


def expenses(one: Scope) -> Paper:
    """The paper of what is asked back: fees by the notice, the rest from receipts."""
    found = _entrants(one, marks=True)
    rows: list[Sequence[Cell]] = [
        [
            number,
            each.person.name,
            level_words(each.application.level),
            fen_words(_fee(one, each)),
            "",
            "",
            "",
            _("有") if TICKET in each.done else "",
            _marks(one, each),
            "",
            "",
        ]
        for number, each in enumerate(found, 1)
    ]
    note = Part(_("怎么填"), lines=_how())
    return _paper(one, "expenses", _expense_columns(), rows, [note])


def _paper(
    one: Scope,
    code: str,
    columns: list[Column],
    rows: Sequence[Sequence[Cell]],
    after: list[Part],
) -> Paper:
    about = _("%(year)d 年考试", year=one.year)
    if one.study_class:
        about = _("%(about)s，%(name)s", about=about, name=one.study_class.name)
    table = Table(paper_title(code), columns, rows, now(), note=about)
    return Paper(
        title=table.title,
        head=[*head_of(one, about), (_("考试日期"), _exam_day(one))],
        at=now(),
        table=table,
        after=after,
        empty=_("还没有人记下 %(year)d 年的报名，所以是空表。", year=one.year),
        signs=[_("填表人："), _("机构盖章：")],
    )


def _exam_day(one: Scope) -> str:
    sitting = sitting_of(one.book, one.region_code, "junior", one.year)
    if sitting is None or not sitting.exam_days:
        return _("未公布")
    return long_day(sitting.exam_days[-1])


def _entrants(one: Scope, *, marks: bool = False) -> list[Entrant]:
    found = db().execute(trainees_in(actor(), one.agency.id, one.class_id, now())).all()
    people = {row.person_id: row.person for row, _home in found}
    applications = db().scalars(applications_in(people, str(one.year))).all()
    entrants = {row.id: Entrant(people[row.person_id], row) for row in applications}
    for key, step in db().execute(steps_done_in(entrants)):
        entrants[key].done.add(step)
    by_person = {each.person.id: each for each in entrants.values()}
    for row in db().scalars(marks_in(by_person, one.year)) if marks else ():
        by_person[row.person_id].marks.append(row)
    return sorted(entrants.values(), key=lambda each: (each.person.name, each.person.id))


def _papers(one: Scope, level: str) -> str:
    return _("、").join(paper_words(one.book, code) for code in papers_of(one.book, level))


def _state(steps: Sequence[Step], done: set[str]) -> str:
    if is_registered(steps, done):
        return _("报好了，已缴费")
    if PAID in done:
        return _("缴了费，前面还有没做完的")
    return _("还没缴费，不算报名")


def _fee(one: Scope, each: Entrant) -> int | None:
    """The fee of the notice, for somebody who has paid."""
    if PAID not in each.done:
        return None
    return fee_of(one.book, one.region_code, papers_of(one.book, each.application.level))


def _marks(one: Scope, each: Entrant) -> str:
    return _("；").join(
        _(
            "%(paper)s %(marks)s",
            paper=paper_words(one.book, row.paper),
            marks=marks_words(row.half_marks),
        )
        for row in each.marks
    )


def _roster_columns() -> list[Column]:
    return [
        Column(_("序号"), _("从 1 数起"), 6, numeric=True),
        Column(_("姓名"), _("要和身份证一样"), 12),
        Column(_("身份证号"), _("这里不收，自己填"), 22),
        Column(_("手机尾号"), _("只写后四位"), 10),
        Column(_("学历"), _("本人在报考条件里填的"), 12),
        Column(_("级别"), _("报哪一级"), 8),
        Column(_("科目"), _("这一级要考的科目"), 40),
        Column(_("报名状态"), _("本人记的；没缴费不算报名"), 20),
        Column(_("备注"), _("自己填"), 14),
    ]


def _expense_columns() -> list[Column]:
    return [
        Column(_("序号"), _("从 1 数起"), 6, numeric=True),
        Column(_("姓名"), _("报销的人"), 12),
        Column(_("级别"), _("考的哪一级"), 8),
        Column(_("报名费（元）"), _("按省里通知的标准，本人记了缴费才写"), 12),
        Column(_("交通费（元）"), _("按票据填"), 12),
        Column(_("食宿费（元）"), _("按票据填"), 12),
        Column(_("票据张数"), _("贴在后面"), 10),
        Column(_("准考证"), _("本人记了打印准考证，写“有”"), 10),
        Column(_("成绩"), _("本人填的成绩"), 36),
        Column(_("合计（元）"), _("自己加"), 12),
        Column(_("签字"), _("本人签"), 12),
    ]


def _how() -> list[str]:
    return [
        _("报名费按省里通知写；没有通知的省空着，按缴费凭证填。"),
        _("后面附：缴费凭证、车票、住宿票、准考证复印件、成绩截图。"),
        _("能不能报销、报几次，按县里的文件。"),
    ]
