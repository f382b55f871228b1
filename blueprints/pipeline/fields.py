"""Fields of this part: days, small whole numbers, and choices that are only one's own."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, Form, IntegerField
from wtforms.validators import InputRequired, Optional, ValidationError

from blueprints.web.forms import narrow

DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})\D?|(\d\d)(\d\d))", re.ASCII)
"""2026-12-01, 2026/12/1, 20261201 and the Chinese way with a sign after each number."""
FIRST_YEAR, LAST_YEAR = 1949, 2099
"""No post of ours begins or ends outside of these years; a few years on, days run out (A60)."""


class DayField(DateField):
    """A day as the date picker sends it or as people write it."""

    def __init__(self, label: Any, missing: Any = "", **more: Any) -> None:  # noqa: ANN401
        super().__init__(label, [InputRequired(missing) if missing else Optional()], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = _day(text)
        if self.data is None and text:
            raise ValueError(_("填一个日期，像 2026-12-01"))


class YearsField(IntegerField):
    """A few whole years, or nothing; whatever else is typed gets the same `words`."""

    def __init__(self, label: Any, words: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(label, [Optional()], **more)
        self.words, self.least, self.most = words, 1, 9

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digit, of any width."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) == 1 else None
        if self.data is None and text:
            raise ValueError(self.words)

    def pre_validate(self, form: Form) -> None:  # ty: ignore[incompatible-method-override]
        """Refuse what is too little or too much."""
        del form
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(self.words)


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        day = date(*(int(n) for n in found.groups() if n)) if found else None
    except ValueError:  # no such day
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
