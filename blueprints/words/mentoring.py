"""Words for what is assigned, for classes and for extra time."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from actions.mentoring import ENOUGH_ITEMS, Task
from blueprints.words.days import clock_words, long_day, short_moment
from blueprints.words.road import marks_words
from content.course import Chapter, Course
from domain.concern import Concern, Need, Score
from domain.days import local_day
from domain.silence import Why

MOST_NAMES = 20


def task_words(task: Task) -> str:
    """What is asked, as a title."""
    return {
        Task.READ: _("读一章"),
        Task.PRACTICE: _("练一章"),
        Task.MOCK: _("做一次模考"),
        Task.DATE: _("定一个日子"),
    }[task]


def target_words(task: Task, title: str) -> str:
    """What is asked: this chapter, that course."""
    return {
        Task.READ: _("读：%(title)s", title=title),
        Task.PRACTICE: _("练：%(title)s", title=title),
        Task.MOCK: _("模考：%(title)s", title=title),
        Task.DATE: _("日子：%(title)s", title=title),
    }[task]


def chapter_words(course: Course, chapter: Chapter) -> str:
    """A chapter's title; in an exam course with its number in the outline."""
    if course.kind == "exam":
        return _("第 %(n)d 章 %(title)s", n=chapter.number, title=chapter.title)
    return chapter.title


def done_words(task: Task) -> str:
    """When an assignment counts as done."""
    return {
        Task.READ: _("这一章每课都读完，算完成。以前读完的也算。"),
        Task.PRACTICE: _("布置以后练了 %(n)d 题，算完成。", n=ENOUGH_ITEMS),
        Task.MOCK: _("布置以后做完一次，算完成。"),
        Task.DATE: _("到了那天就过去了，不用交什么。"),
    }[task]


def state_words(people: int, done: int) -> str:
    """How many of the people have done it."""
    return _("%(people)d 人里 %(done)d 人完成", people=people, done=done)


def by_day(day: date) -> str:
    """A day by which something is to be done."""
    return _("%(day)s前", day=long_day(day))


def class_choice(name: str, agency: str = "") -> str:
    """A class to come into, or none; the agency where somebody works for several."""
    words = name or _("先不分班")
    return _("%(agency)s，%(name)s", agency=agency, name=words) if agency else words


def whole_class(name: str, people: int, *, guided: bool) -> str:
    """A class as one tick; a mentor reaches only those they guide."""
    if guided:
        return _("%(name)s里我带的，%(n)d 人", name=name, n=people)
    return _("%(name)s全班，%(n)d 人", name=name, n=people)


def whole_stage(stage: str, people: int) -> str:
    """A stage as one tick."""
    return _("现在走到“%(stage)s”的，%(n)d 人", stage=stage, n=people)


def names_words(first: list[str], many: int) -> str:
    """The first names of so many, and how many more there are."""
    names, more = _("、").join(first), many - len(first)
    return _("%(names)s，还有 %(n)d 人", names=names, n=more) if more else names


def time_given(name: str, minutes: int) -> str:
    """What was given, and from when it counts."""
    if minutes:
        return _("%(name)s：下一场模考起，每场加 %(n)d 分钟", name=name, n=minutes)
    return _("%(name)s：下一场模考起不加时间", name=name)


def people_count(people: int) -> str:
    """How many people."""
    return ngettext("%(num)d 人", "%(num)d 人", people)


def person_words(classes: list[str], tail: str) -> str:
    """Classes and the last four digits of the phone number."""
    words = [*classes, _("尾号 %(tail)s", tail=tail) if tail else ""]
    return _("，").join(word for word in words if word)


def named(name: str, where: str) -> str:
    """A name with what tells it apart from others."""
    return _("%(name)s（%(where)s）", name=name, where=where) if where else name


def need_words(need: Need) -> str:
    """A reason to look after somebody, as the name of a list."""
    return {
        Need.UNPAID: _("没缴费"),
        Need.DATE: _("日子近了"),
        Need.SILENT: _("好久没学"),
        Need.OVERDUE: _("布置过期"),
        Need.FALLING: _("模考降了"),
        Need.LEADER: _("组长先问"),
    }[need]


def concern_words(one: Concern, *, marks: bool) -> str:
    """One reason in a sentence; marks only for who guides the person."""
    return {
        Need.UNPAID: _unpaid_words,
        Need.DATE: _date_words,
        Need.SILENT: _silence_words,
        Need.OVERDUE: _overdue_words,
        Need.FALLING: lambda one: _fall_words(one, marks=marks),
        Need.LEADER: _leader_words,
    }[one.need](one)


def _unpaid_words(one: Concern) -> str:
    if one.days == 0:
        return _("报名还没缴费，今天是最后一天")
    return _("报名还没缴费，还有 %(n)d 天截止", n=one.days)


def _silence_words(one: Concern) -> str:
    return _("%(n)d 天没有学习", n=one.days)


def _leader_words(one: Concern) -> str:
    return _("%(n)d 天没有学习，先由学习组长问一声", n=one.days)


def _overdue_words(one: Concern) -> str:
    return _("布置的有 %(n)d 件过期没做完，最早的过了 %(days)d 天", n=one.many, days=one.days)


def _fall_words(one: Concern, *, marks: bool) -> str:
    if not marks or one.scores is None:
        return _("最近一次模考比上一次低")
    return _("模考从 %(before)s降到 %(after)s", **_fall(*one.scores))


def _fall(before: Score, after: Score) -> dict[str, str]:
    same = before.full == after.full
    return {
        "before": score_words(before.half_marks, None if same else before.full),
        "after": score_words(after.half_marks, after.full),
    }


def score_words(half_marks: int, full: int | None = None) -> str:
    """Marks, out of how many where that is told."""
    marks = marks_words(half_marks)
    return _("%(marks)s（满分 %(full)s）", marks=marks, full=marks_words(full)) if full else marks


def _date_words(one: Concern) -> str:
    if one.days == 0:
        return {
            "ticket": _("准考证现在可以打印"),
            "exam": _("考试就在这两天"),
            "results": _("成绩现在可以查"),
        }[one.name]
    return {
        "ticket": _("%(n)d 天后可以打印准考证", n=one.days),
        "exam": _("%(n)d 天后考试", n=one.days),
        "results": _("%(n)d 天后可以查成绩", n=one.days),
    }[one.name]


def away_words(until: date) -> str:
    """Somebody told why they cannot study now."""
    return _("说过原因，到 %(day)s为止不提醒", day=long_day(until))


def guide_words(name: str, *, supervisor: bool) -> str:
    """Who guides somebody; 督导 only where a qualification for it is on record."""
    return _("督导%(name)s", name=name) if supervisor else _("带班老师%(name)s", name=name)


def away_kind_words(kind: str) -> str:
    """Why somebody cannot study for a while, in a word."""
    return {
        Why.FARMING.value: _("农忙"),
        Why.FAMILY.value: _("家里有事"),
        Why.UNWELL.value: _("身体不舒服"),
        Why.AWAY.value: _("出门在外"),
        Why.VILLAGE.value: _("村里有事"),
    }.get(kind, _("有别的事"))


def week_words(days: int, lessons: int, items: int) -> str:
    """What was learned in a week."""
    if not days:
        return _("没有学")
    return _(
        "学了 %(days)d 天，读完 %(lessons)d 课，做了 %(items)d 题",
        days=days,
        lessons=lessons,
        items=items,
    )


def data_words(at: datetime, now: datetime) -> str:
    """Since when the numbers of a page hold that are made once a day."""
    if local_day(at) == local_day(now):
        return _(
            "数据截至今天 %(time)s。刚说过原因、刚缴费、刚学习的，过几分钟会去掉。",
            time=clock_words(at),
        )
    return _("数据截至 %(at)s。", at=short_moment(at))
