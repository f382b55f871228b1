"""签到表 and 培训方案 of a class."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select

from blueprints.papers.head import head_of
from blueprints.papers.paper import Paper, Part
from blueprints.papers.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.days import long_day
from blueprints.words.learning import chapter_place_words
from blueprints.words.papers import half_words, paper_title
from content.rules_build import sitting_of
from models.classes import WeekPlan
from models.paper_queries import mentors_of, still_here, trainees_in, weeks_of
from models.people import Membership
from models.places import Region

BLANK = "________"


def sign_in(one: Scope) -> Paper:
    """The paper people sign on: names are printed, the rest is for pens."""
    found = db().execute(_people(one)).all()
    rows: list[list[Cell]] = [
        [number, row.person.name, f"{home.name if home else ''}{row.person.village}", "", "", ""]
        for number, (row, home) in enumerate(found, 1)
    ]
    table = Table(paper_title("sign-in"), _sign_columns(), rows, now(), note=_class(one))
    day = long_day(one.day) if one.day else BLANK
    return Paper(
        title=table.title,
        head=[*head_of(one, _class(one)), (_("培训日期"), day), (_("地点"), BLANK)],
        at=now(),
        table=table,
        before=[Part("", [_("培训内容：%(blank)s    讲课人：%(blank)s", blank=BLANK)])],
        empty=_("这个班还没有学员，所以是空表。"),
        roomy=True,
        signs=[_("班长或学习组长："), _("带班老师：")],
    )


def plan(one: Scope) -> Paper:
    """The paper that says what a class wants, with whom, and week by week."""
    weeks = _weeks(one)
    table = Table(paper_title("plan"), _week_columns(), weeks, now(), note=_class(one))
    return Paper(
        title=table.title,
        head=head_of(one, _("%(name)s，%(half)s", name=_class(one), half=half_words(one.half))),
        at=now(),
        table=table,
        before=_goals(one),
        after=[
            Part(
                _("经费"),
                [_("教材 %(b)s 元，场地 %(b)s 元，讲课 %(b)s 元，合计 %(b)s 元。", b=BLANK)],
            )
        ],
        empty=_("这段时间还没有排每周计划，所以是空表。")
        if one.class_id
        else _("每周计划按班排：先选一个班，再打印。"),
        signs=[_("拟定人："), _("负责人：")],
    )


def _goals(one: Scope) -> list[Part]:
    found = db().execute(_people(one)).all()
    mentors = db().scalars(mentors_of(one.class_id, now())).all() if one.class_id else []
    teachers = _("、").join(mentors) or BLANK
    return [
        Part(
            _("目标"),
            [
                _(
                    "学员 %(n)d 人，参加 %(year)d 年社会工作者考试。考试日期：%(day)s。",
                    n=len(found),
                    year=one.year,
                    day=_exam_day(one),
                )
            ],
        ),
        Part(
            _("人员和地点"),
            [_("带班老师：%(names)s。学习地点：%(blank)s。", names=teachers, blank=BLANK)],
        ),
        Part(
            _("怎么学"),
            lines=[
                _("平时用手机读课、做题，每周按下面的计划。"),
                _("每周集中一次，讲错得多的题。"),
                _("考前把两科卷子一天做完，照着考场涂答题卡。"),
                _("农忙那几周少排，让位给收种。"),
            ],
        ),
    ]


def _people(one: Scope) -> Select[Membership, Region]:
    return still_here(trainees_in(actor(), one.agency.id, one.class_id, now()))


def _weeks(one: Scope) -> list[list[Cell]]:
    if one.class_id is None:
        return []
    rows = db().scalars(weeks_of(one.class_id, one.half.first, one.half.last))
    return [[_span(row.monday), _chapters(row), row.words, ""] for row in rows]


def _span(monday: date) -> str:
    return _("%(a)s至 %(b)s", a=long_day(monday), b=long_day(monday + timedelta(days=6)))


def _chapters(row: WeekPlan) -> str:
    """The chapters planned, in words; what has left the library is left out."""
    found = []
    for value in row.chapters.split():
        course_id, _slash, number = value.partition("/")
        course = house().library.courses.get(course_id)
        chapters = course.chapters if course else ()
        chapter = next((each for each in chapters if str(each.number) == number), None)
        if course and chapter:
            found.append(chapter_place_words(course, chapter))
    return _("；").join(found)


def _class(one: Scope) -> str:
    return one.study_class.name if one.study_class else _("全部学员")


def _exam_day(one: Scope) -> str:
    sitting = sitting_of(one.book, one.region_code, "junior", one.year)
    if sitting is None or not sitting.exam_days:
        return _("未公布")
    return long_day(sitting.exam_days[-1])


def _sign_columns() -> list[Column]:
    return [
        Column(_("序号"), _("从 1 数起"), 6, numeric=True),
        Column(_("姓名"), _("班里的学员"), 14),
        Column(_("乡镇、村"), _("名册里记的住处"), 24),
        Column(_("上午签到"), _("本人签字"), 18),
        Column(_("下午签到"), _("本人签字"), 18),
        Column(_("备注"), _("请假、迟到写在这里"), 16),
    ]


def _week_columns() -> list[Column]:
    return [
        Column(_("哪一周"), _("周一到周日"), 30),
        Column(_("学哪几章"), _("班里排的每周计划"), 40),
        Column(_("还做什么"), _("每周计划里写的话"), 30),
        Column(_("备注"), _("自己填"), 16),
    ]
