"""Words for what is assigned, for classes and for extra time."""

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from actions.mentoring import ENOUGH_ITEMS, Task
from content.course import Chapter, Course


def task_words(task: Task) -> str:
    """What is asked, as a title."""
    return {
        Task.READ: _("读一章"),
        Task.PRACTICE: _("练一章"),
        Task.MOCK: _("做一次模考"),
    }[task]


def target_words(task: Task, title: str) -> str:
    """What is asked: this chapter, that course."""
    return {
        Task.READ: _("读：%(title)s", title=title),
        Task.PRACTICE: _("练：%(title)s", title=title),
        Task.MOCK: _("模考：%(title)s", title=title),
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
    }[task]


def state_words(people: int, done: int) -> str:
    """How many of the people have done it."""
    return _("%(people)d 人里 %(done)d 人完成", people=people, done=done)


def by_day(day: object) -> str:
    """A day by which something is to be done."""
    return _("%(day)s前", day=day_words(day))


def day_words(day: object) -> str:
    """A day with its year."""
    return format_date(day, _("y年M月d日"))


def class_choice(name: str, agency: str = "") -> str:
    """A class to come into, or none; the agency where somebody works for several."""
    words = name or _("先不分班")
    return _("%(agency)s，%(name)s", agency=agency, name=words) if agency else words


def whole_class(name: str, people: int, *, guided: bool) -> str:
    """A class as one tick; a mentor reaches only those they guide."""
    if guided:
        return _("%(name)s里我带的，%(n)d 人", name=name, n=people)
    return _("%(name)s全班，%(n)d 人", name=name, n=people)


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
