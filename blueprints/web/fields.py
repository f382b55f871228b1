"""What forms of several parts share: a day as people write it, choices that are one's own."""

import re
from collections.abc import Collection
from datetime import date

from flask import abort
from flask_babel import gettext as _
from wtforms import DateField
from wtforms.fields.choices import SelectFieldBase

from blueprints.web.forms import narrow

DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})\D?|(\d\d)(\d\d))", re.ASCII)
"""2026-12-01, 2026/12/1, 20261201 and the Chinese way with a sign after each number."""
FIRST_YEAR, LAST_YEAR = 1949, 2099
"""Nothing here begins or ends outside of these years; a few years on, days run out (A60)."""


class DayField(DateField):
    """A day as the date picker sends it or as people write it; nothing is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = _day(text)
        if self.data is None and text:
            raise ValueError(_("填一个日期，像 2026-12-01"))


def refuse_strangers(field: SelectFieldBase, known: Collection[str] | None = None) -> None:
    """What is not offered here belongs to others, or to nobody: for this person it is not there.

    `known` is what may be chosen where the page does not list all of it.
    """
    if known is None:
        choices = field.iter_choices()
        known = {choice.value for choice in choices}  # ty: ignore[missing-attribute]
    if any(value and value not in known for value in field.raw_data or ()):
        abort(404)


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        day = date(*(int(n) for n in found.groups() if n)) if found else None
    except ValueError:  # no such day
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
