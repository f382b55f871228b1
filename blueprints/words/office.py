"""Words for administration: times, sizes, what the log says."""

from datetime import datetime

from flask_babel import format_datetime, format_decimal
from flask_babel import gettext as _

MEGABYTE = 1_000_000


def time_words(at: datetime | None) -> str:
    """A moment to the minute; never, where there was none."""
    return format_datetime(at, "yyyy-MM-dd HH:mm") if at else _("还没有过")


def size_words(size: int) -> str:
    """Bytes as megabytes."""
    return _("%(n)s MB", n=format_decimal(round(size / MEGABYTE, 1)))
