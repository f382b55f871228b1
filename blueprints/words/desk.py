"""Words for what waits for a mentor or manager today."""

from datetime import date

from flask_babel import gettext as _

from blueprints.words.days import long_day, short_day
from domain.concern import Need


def needing_words(need: Need, people: int) -> str:
    """How many trainees there is a reason to look after."""
    return {
        Need.UNPAID: _("%(n)d 人报名没缴费", n=people),
        Need.DATE: _("%(n)d 人日子近了", n=people),
        Need.SILENT: _("%(n)d 人好久没学习", n=people),
        Need.OVERDUE: _("%(n)d 人有布置过期没做完", n=people),
        Need.FALLING: _("%(n)d 人模考降了", n=people),
        Need.LEADER: _("%(n)d 人好久没学习，组长先问", n=people),
    }[need]


def act_words(need: Need) -> str:
    """What there is to do about it, in a word or two."""
    return {
        Need.UNPAID: _("催缴费"),
        Need.DATE: _("提醒一声"),
        Need.SILENT: _("问一声"),
        Need.OVERDUE: _("看一下"),
        Need.FALLING: _("看一下"),
        Need.LEADER: _("看一下"),
    }[need]


def since_words(day: date) -> str:
    """Since when the oldest of them waits."""
    return _("最早的从 %(day)s起", day=short_day(day))


def ending_words(kind: str, posts: int) -> str:
    """Posts of which something ends."""
    return {
        "contract": _("%(n)d 个岗位的合同快到期", n=posts),
        "funding": _("%(n)d 个岗位的经费快到期", n=posts),
        "cert": _("%(n)d 人的拿证期限快到了", n=posts),
    }[kind]


def by_words(day: date, today: date) -> str:
    """The first day on which one of them ends, or ended."""
    if day < today:
        return _("最早的 %(day)s 就到期了", day=long_day(day))
    return _("最早的到 %(day)s", day=long_day(day))


def undone_words(people: int) -> str:
    """How many have not done what is due today."""
    return _("今天到期，还有 %(n)d 人没做完", n=people)


def letters_words(name: str, people: int) -> str:
    """Who waits for an answer."""
    return (
        _("%(name)s留言，等您回", name=name) if people == 1 else _("%(n)d 人留言，等您回", n=people)
    )
