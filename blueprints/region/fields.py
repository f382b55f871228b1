"""Fields of this part: a year, and a day as people write it."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired

from blueprints.web.forms import narrow

DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})\D?|(\d\d)(\d\d))", re.ASCII)
"""2026-12-01, 2026/12/1, 20261201 and the Chinese way with a sign after each number."""
YEARS = range(2000, 2100)


class YearField(IntegerField):
    """A year of four digits, with or without its sign."""

    def __init__(self, label: Any, *, words: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(label, [InputRequired(words)], **more)
        self.words = words

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the year."""
        text = narrow(valuelist[0]).removesuffix("年") if valuelist else ""
        known = len(text) == 4 and text.isascii() and text.isdigit() and int(text) in YEARS  # noqa: PLR2004
        self.data = int(text) if known else None
        if self.data is None and text:
            raise ValueError(self.words)


class DayField(DateField):
    """A day as the date picker sends it or as people write it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = _day(text)
        if self.data is None and text:
            raise ValueError(_("填一个日期，像 2026-12-01"))


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(*(int(n) for n in found.groups() if n)) if found else None
    except ValueError:  # no such day
        return None
