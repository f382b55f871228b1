"""Fields of this part: days as people write them, and choices that are only one's own."""

import re
from datetime import date

from flask import abort
from flask_babel import gettext as _
from wtforms import DateField
from wtforms.fields.choices import SelectFieldBase

from blueprints.web.forms import narrow

DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})\D?|(\d\d)(\d\d))", re.ASCII)
"""2026-12-01, 2026/12/1, 20261201 and the Chinese way with a sign after each number."""


class DayField(DateField):
    """A day as the date picker sends it or as people write it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = _day(text)
        if self.data is None and text:
            raise ValueError(_("填一个日期，像 2026-12-01"))


def refuse_strangers(field: SelectFieldBase) -> None:
    """What is not offered here belongs to others, or to nobody: for this person it is not there."""
    offered = {choice.value for choice in field.iter_choices()}  # ty: ignore[missing-attribute]
    if any(value and value not in offered for value in field.raw_data or ()):
        abort(404)


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(*(int(n) for n in found.groups() if n)) if found else None
    except ValueError:  # no such day
        return None
