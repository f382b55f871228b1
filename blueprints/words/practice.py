"""Words of practice: wishes, causes, marks, days on which something comes back."""

from datetime import date

from flask_babel import gettext as _

from actions.practice_choice import Want, Wish
from blueprints.words.days import long_day, short_day
from blueprints.words.learning import chapter_place_words
from content.library import Library
from domain.days import days_until
from domain.wrong_book import Cause

A_WEEK = 7


def cause_words(cause: Cause) -> str:
    """Why an answer went wrong."""
    return {
        Cause.NOT_REMEMBERED: _("概念没记住"),
        Cause.MISREAD: _("看错题"),
        Cause.MIXED_UP: _("混淆两个概念"),
        Cause.MISSED_OPTION: _("多选漏选"),
        Cause.EXTRA_OPTION: _("多选错选"),
        Cause.CARELESS: _("粗心"),
        Cause.UNKNOWN: _("不会"),
    }[cause]


def cause_text(cause: Cause | None, *, named: bool) -> str:
    """The cause of a wrong answer; one that was only suggested says so."""
    if cause is None:
        return ""
    words = cause_words(cause)
    return words if named or cause is Cause.UNKNOWN else _("可能是%(cause)s", cause=words)


def coming_words(day: date, today: date) -> str:
    """A day to come, as one would say it."""
    nights = days_until(day, today)
    if nights <= 0:
        return _("今天")
    if nights == 1:
        return _("明天")
    if nights < A_WEEK:
        return _("%(n)d 天后", n=nights)
    return short_day(day) if day.year == today.year else long_day(day)


def marks_words(half_marks: int) -> str:
    """Half-marks as marks: 3 is 1.5."""
    whole, half = divmod(half_marks, 2)
    return f"{whole}.5" if half else str(whole)


def outcome_words(outcome: str) -> str:
    """What became of an answer, in three or four characters."""
    return {
        "right": _("做对了"),
        "partial": _("对了一部分"),
        "wrong": _("做错了"),
        "unknown": _("不会"),
    }.get(outcome, _("没判"))


def lapses_words(wrongs: int, unknowns: int) -> str:
    """How often an item went wrong and how often it was not known."""
    if not unknowns:
        return _("错 %(n)d 次。", n=wrongs)
    if not wrongs:
        return _("不会 %(n)d 次。", n=unknowns)
    return _("错 %(w)d 次，不会 %(u)d 次。", w=wrongs, u=unknowns)


def days_left_words(days: int) -> str:
    """What takes an item out of the wrong-answer book."""
    return _("再在 %(n)d 个不同的日子做对，就移出", n=days)


def wish_words(wish: Wish, library: Library) -> str:
    """What a set is about."""
    plain = {Want.DUE: _("到期复习"), Want.ITEM: _("练一题")}
    if wish.want in plain:
        return plain[wish.want]
    try:
        if wish.want is Want.MIXED:
            return _mixed(wish, library)
        return _wrong(wish, library) if wish.want is Want.WRONG else _named(wish, library)
    except KeyError:
        return _("练习")


def _named(wish: Wish, library: Library) -> str:
    """The words for a chapter or point; KeyError if the courses no longer have it."""
    if wish.want is Want.POINT:
        return library.point(wish.which).title
    course_id, _slash, number = wish.which.partition("/")
    course = library.course(course_id)
    return chapter_place_words(course, course.chapter(int(number)))


def _mixed(wish: Wish, library: Library) -> str:
    if not wish.which:
        return _("混合练习")
    return _("混合练习：%(course)s", course=library.course(wish.which).title)


def _wrong(wish: Wish, library: Library) -> str:
    point, cause, course = wish.wrong_filter
    if not point and not cause:
        what = library.course(course).title if course else ""
        return _("错题再做：%(what)s", what=what) if what else _("错题再做")
    if point and cause:
        title = library.point(point).title
        return _("错题再做：%(point)s，%(cause)s", point=title, cause=cause_words(Cause(cause)))
    what = library.point(point).title if point else cause_words(Cause(cause))
    return _("错题再做：%(what)s", what=what)
