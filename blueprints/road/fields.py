"""Fields that forgive: days and marks as people write them."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import StopValidation

from blueprints.web.forms import narrow

_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(?:(\d{1,2})\s*[日号]?)?)?")
_BARE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MARK = re.compile(r"(\d{1,3})(?:[.。点](\d))?\s*分?")
HALVES = {None: 0, "0": 0, "5": 1}
DECEMBER = 12


class NoSuchDayError(ValueError):
    """Written as a day, but the calendar has none of that month and number."""


def read_day(text: str | None, *, last: bool = False) -> date | None:
    """A day written as 2019年3月15日, 2019-3-15, 20190315 or in full-width digits, else None.

    A month alone is its first day, or its last with `last`.

    Raises:
        NoSuchDayError: the calendar has no such day.
    """
    plain = narrow(text)
    found = _DAY.fullmatch(plain) or _BARE.fullmatch(plain)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= DECEMBER:
        raise NoSuchDayError(plain)
    number = int(found[3]) if found[3] else monthrange(year, month)[1] if last else 1
    try:
        return date(year, month, number)
    except ValueError as wrong:
        raise NoSuchDayError(plain) from wrong


def read_marks(text: str | None) -> int | None:
    """Marks as half-marks: 61 or 61.5, full-width or not; None where it is neither."""
    found = _MARK.fullmatch(narrow(text))
    if found is None or found[2] not in HALVES:
        return None
    return 2 * int(found[1]) + HALVES[found[2]]


class DayField(StringField):
    """A day as people write it; `day` is what it means, once validated. `last` as in `read_day`."""

    def __init__(self, *args: Any, last: bool = False, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.last = last
        self.day: date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002
        """Read the day, or say how to write it."""
        if not narrow(self.data):
            return
        try:
            self.day = read_day(self.data, last=self.last)
        except NoSuchDayError as wrong:
            raise StopValidation(_("日历上没有这一天，看一下月和日")) from wrong
        if self.day is None:
            raise StopValidation(_("写年、月、日，像 2019年3月15日"))


class MarksField(StringField):
    """Marks of one paper; `half_marks` is what they mean, None for a paper that was not sat."""

    def __init__(self, *args: Any, full: int = 200, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.full = full
        self.half_marks: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002
        """Read the marks, or say what they may be."""
        if not narrow(self.data):
            return
        self.half_marks = read_marks(self.data)
        if self.half_marks is None:
            raise StopValidation(_("写数字，像 61 或 61.5"))
        if self.half_marks > self.full:
            raise StopValidation(_("满分 %(n)d 分，看一下填对没有", n=self.full // 2))
