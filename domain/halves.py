"""The periods that counties report by: half-years (January to June, July to December), months."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.days import start_of

_TEXT = re.compile(r"(20\d\d)H([12])", re.ASCII)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
SECOND_BEGINS = 7


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """The first or second half of a year; `text` is 2026H2."""

    year: int
    number: int

    @property
    def text(self) -> str:
        """The half as addresses carry it."""
        return f"{self.year}H{self.number}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1 if self.number == 1 else SECOND_BEGINS, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> "Half":
        """The half that follows."""
        return Half(self.year, 2) if self.number == 1 else Half(self.year + 1, 1)

    @property
    def before(self) -> "Half":
        """The half before."""
        return Half(self.year - 1, 2) if self.number == 1 else Half(self.year, 1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The UTC moments at which it begins and at which the next one does."""
        return start_of(self.first), start_of(self.after.first)


def half_of(day: date) -> Half:
    """Return the half a day lies in."""
    return Half(day.year, 1 if day.month < SECOND_BEGINS else 2)


def read_half(text: str) -> Half | None:
    """Return the half a text such as 2026H2 means, None for any other text."""
    found = _TEXT.fullmatch(text)
    return Half(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month; `text` is 2026-11."""

    year: int
    number: int

    @property
    def text(self) -> str:
        """The month as addresses carry it."""
        return f"{self.year}-{self.number:02d}"

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        many = monthrange(self.year, self.number)[1]
        return tuple(date(self.year, self.number, day) for day in range(1, many + 1))

    @property
    def after(self) -> "Month":
        """The month that follows."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)


def month_of(day: date) -> Month:
    """Return the month a day lies in."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month | None:
    """Return the month a text such as 2026-11 means, None for any other text."""
    found = _MONTH.fullmatch(text)
    return Month(int(found[1]), int(found[2])) if found else None
