"""Words for the study plan: whether it fits, and what to do then."""

from datetime import date

from flask_babel import gettext as _

from blueprints.words.days import long_day, short_day
from domain.plan import Busy, Plan, Terms, Verdict


def week_words(monday: date) -> str:
    """A week, named by its Monday."""
    day = short_day(monday)
    return _("%(day)s那周", day=day)


def busy_words(busy: Busy | str) -> str:
    """Why a week is busy."""
    return {
        Busy.FARMING: _("农忙"),
        Busy.SPRING_FESTIVAL: _("春节"),
        Busy.OTHER: _("忙"),
    }[Busy(busy)]


def verdict_words(plan: Plan, terms: Terms) -> str:
    """Whether the work fits, in plain words with the number that matters and what to do."""
    minutes, needed = terms.minutes_per_day, plan.minutes_needed
    if plan.verdict is Verdict.FITS:
        return _fits(plan, minutes, needed)
    if plan.verdict is Verdict.TIGHT:
        return _tight(minutes, needed)
    if plan.verdict is Verdict.DOES_NOT_FIT:
        return _does_not_fit(minutes, needed)
    if plan.verdict is Verdict.TARGET_PAST:
        return _("定的日子到了。换一个日子，接着排。")
    return _open_end(plan, minutes)


def target_words(target: date, today: date) -> str:
    """How far away the goal's day is."""
    return _("目标 %(day)s，还有 %(n)d 天", day=long_day(target), n=(target - today).days)


def _fits(plan: Plan, minutes: int, needed: int | None) -> str:
    if plan.done_in_week is None:
        return _("要学的都学完了。每周做几题，别忘了就行。")
    done = week_words(plan.done_in_week)
    return _(
        "学得完：每天 %(n)d 分钟，一周学 5 天，%(week)s学完。最少每天 %(m)d 分钟。",
        n=minutes,
        week=done,
        m=needed or 0,
    )


def _tight(minutes: int, needed: int | None) -> str:
    said = _("刚好够：每天 %(n)d 分钟，一周 7 天都要学。", n=minutes)
    return said + (_("想每周歇 2 天，改成每天 %(m)d 分钟。", m=needed) if needed else "")


def _does_not_fit(minutes: int, needed: int | None) -> str:
    said = _("每天 %(n)d 分钟学不完，先学占分最多的章。", n=minutes)
    if needed is None:
        return said + _("日子太近，加时间也不够，把目标往后放。")
    return said + _("要学完，每天得 %(m)d 分钟，或把目标往后放。", m=needed)


def _open_end(plan: Plan, minutes: int) -> str:
    if not plan.this_week.planned_minutes and plan.done_in_week is None:
        return _("要学的都学完了。每周做几题，别忘了就行。")
    if plan.done_in_week is None:
        return _("每天 %(n)d 分钟，两年也学不完。加几分钟再看。", n=minutes)
    return _(
        "没定日子。每天 %(n)d 分钟，%(week)s能学完。", n=minutes, week=week_words(plan.done_in_week)
    )
