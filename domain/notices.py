"""When somebody may be told by mail: not in the hours they want quiet."""

from datetime import datetime, time, timedelta
from typing import Final

from domain.days import ZONE

HOURS: Final = 24
BUNDLE: Final = timedelta(minutes=30)
"""What happens within this time goes into one mail."""


def is_quiet(at: datetime, quiet_from: int, quiet_until: int) -> bool:
    """Whether a moment lies in the quiet hours (whole hours, +08:00); equal hours: none."""
    hour = at.astimezone(ZONE).hour
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def next_loud(at: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """The first moment from `at` on that is not in the quiet hours."""
    if not is_quiet(at, quiet_from, quiet_until):
        return at
    here = at.astimezone(ZONE)
    ends = datetime.combine(here.date(), time(quiet_until % HOURS), ZONE)
    return ends if ends > here else ends + timedelta(days=1)
