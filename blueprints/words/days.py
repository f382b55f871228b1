"""Days and hours in words, at +08:00: the one place that writes them.

Long in sentences and lists (2026年12月25日), short where the year goes without saying (12月25日),
ISO in tables, files and logs (2026-12-25).
"""

from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from domain.days import ZONE, local_day


def long_day(day: date | datetime) -> str:
    """A day with its year."""
    return format_date(_plain(day), _("y年M月d日"))


def short_day(day: date | datetime) -> str:
    """A day without its year."""
    return format_date(_plain(day), _("M月d日"))


def iso_day(day: date | datetime) -> str:
    """A day as tables and files have it."""
    return _plain(day).isoformat()


def month_words(year: int, number: int) -> str:
    """A month with its year."""
    return format_date(date(year, number, 1), _("y年M月"))


def clock_words(at: datetime) -> str:
    """The hour of a moment as on a clock: 10:32."""
    return f"{at.astimezone(ZONE):%H:%M}"


def long_moment(at: datetime) -> str:
    """The day with its year, and the hour."""
    return f"{long_day(at)} {clock_words(at)}"


def short_moment(at: datetime) -> str:
    """The day without its year, and the hour."""
    return f"{short_day(at)} {clock_words(at)}"


def iso_second(at: datetime) -> str:
    """A moment to the second, as the audit log has it."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def odd_day_words(odd: date | str | None, today: date) -> str:
    """Why the numbers of now are shown and not those of the day that was asked for."""
    if odd is None:
        return ""
    if isinstance(odd, str):
        return _("没有“%(day)s”这一天，下面是现在的数。", day=odd)
    if odd > today:
        return _("%(day)s 还没到，下面是现在的数。", day=long_day(odd))
    return _("%(day)s 太早，那时还没有数。下面是现在的。", day=long_day(odd))


def _plain(day: date | datetime) -> date:
    return local_day(day) if isinstance(day, datetime) else day
