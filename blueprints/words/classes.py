"""Words of classes: days, reasons, plans, faults of typed lines, and the texts for the group."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.days import short_day
from domain.answer_lines import BadLine, Fault
from domain.silence import Why
from domain.week_plan import WeekDone, fit

FEW: int = 3
"""Fewer people than these are not counted out to a group: nobody is to be told apart."""
MOVES = ("village", "time", "merge", "asked", "other")
"""Why somebody is moved, as the audit log keeps it."""


def week_words(monday: date) -> str:
    """A week by its first and last day."""
    last = short_day(monday + timedelta(days=6))
    return _("%(first)s到%(last)s", first=short_day(monday), last=last)


def people_words(people: int) -> str:
    """How many people."""
    return ngettext("%(num)d 人", "%(num)d 人", people)


def silent_words(days: int) -> str:
    """How long somebody has not learned; never what they scored."""
    return ngettext("%(num)d 天没学", "%(num)d 天没学", days)


def size_advice(people: int) -> str:
    """What to think of when a class is small or large; nothing is refused."""
    if people < 6:  # noqa: PLR2004 - 6 to 12, the size of a class
        return _("一个班 6 到 12 人最合适，现在 %(n)d 人，可以再加人。", n=people)
    if people > 12:  # noqa: PLR2004
        return _("一个班 6 到 12 人最合适，现在 %(n)d 人，可以分成两个班。", n=people)
    return ""


def why_choices() -> list[tuple[str, object]]:
    """Reasons for being away; giving none is fine."""
    return [
        ("", _l("不说原因")),
        (Why.FARMING.value, _l("农忙")),
        (Why.FAMILY.value, _l("家里有事")),
        (Why.UNWELL.value, _l("身体不舒服")),
        (Why.AWAY.value, _l("出门在外")),
        (Why.VILLAGE.value, _l("村里事多")),
        (Why.OTHER.value, _l("别的")),
    ]


def why_words(kind: str, reason: str) -> str:
    """A reason as it was given."""
    known = str(dict(why_choices()).get(kind, "")) if kind else ""
    return _("，").join(word for word in (known, reason) if word)


def move_choices() -> list[tuple[str, object]]:
    """Why somebody goes to another class."""
    return [
        ("village", _l("离得近，同村")),
        ("time", _l("时间合适")),
        ("merge", _l("两个班并起来")),
        ("asked", _l("本人想去")),
        ("other", _l("别的原因")),
    ]


def changed_by(name: str) -> str:
    """Somebody else was faster."""
    if name:
        return _("已被%(name)s改过，看一下再交", name=name)
    return _("刚被人改过，看一下再交")


def bad_line_words(bad: BadLine) -> str:
    """A typed line that could not be taken, with its number and how to put it right."""
    return _("第 %(line)d 行：%(what)s。", line=bad.line, what=_fault(bad))


def _fault(bad: BadLine) -> str:
    counts = {"first": bad.number, "last": bad.last, "n": bad.found}
    if bad.fault is Fault.TOO_FEW:
        return _("%(first)d 到 %(last)d 题少写了，只有 %(n)d 个答案", **counts)
    if bad.fault is Fault.TOO_MANY:
        return _("%(first)d 到 %(last)d 题多写了，有 %(n)d 个答案", **counts)
    if bad.fault is Fault.NO_SUCH_QUESTION:
        return _("卷子上没有第 %(n)d 题", n=bad.number)
    if bad.fault is Fault.TWICE:
        return _("第 %(n)d 题写了两次", n=bad.number)
    if bad.fault is Fault.LETTERS:
        words = _("第 %(n)d 题写的是“%(text)s”。单选写一个字母 A 到 D，多选写 A 到 E，没答写 -")
        return words % {"n": bad.number, "text": bad.text}
    return _("看不懂“%(text)s”，写成“1-10: A B C …”", text=bad.text)


def monday_text(
    name: str, monday: date, chapters: Sequence[str], words: str, links: Iterable[str]
) -> str:
    """What the group is told on Monday: what this week is for; the addresses come last."""
    first = _("%(name)s，%(week)s这一周：", name=name, week=week_words(monday))
    what = [_("学：%(chapter)s", chapter=chapter) for chapter in chapters]
    if not what and not words:
        what = [_("接着上次往下学。")]
    last = _("每天二十分钟就够。忙就少学一点，跟组长说一声。")
    return "\n".join([fit([first, *what, words, last]), *links])


def friday_text(
    name: str, monday: date, done: WeekDone, following: Sequence[str], links: Iterable[str]
) -> str:
    """What the group is told on Friday: sums only, no name, no mark, nobody who did not."""
    first = _("%(name)s，%(week)s这一周：", name=name, week=week_words(monday))
    after = _("下周学：%(chapters)s", chapters=_("；").join(following)) if following else ""
    last = _("还没动的别急，周末学一课也算。")
    return "\n".join([fit([first, _done(done), after, last]), *links])


def _done(done: WeekDone) -> str:
    if not done.people:
        return _("这周大家都忙。抽十分钟，打开一课看看。")
    if done.people < FEW:
        who = _("有人学了，一共 %(days)d 天", days=done.days)
    else:
        who = _("%(people)d 人学了，一共 %(days)d 天", people=done.people, days=done.days)
    what = _("做了 %(n)d 题", n=done.answers) if done.answers else ""
    return _("，").join(word for word in (who, what) if word) + _("。")
