"""Fields of this part: a day that may be left out, an amount of money, a choice that may be too."""

import re
from datetime import date

from flask import abort
from flask_babel import gettext as _
from wtforms import DateField, StringField
from wtforms.fields.choices import SelectFieldBase

from blueprints.web.forms import narrow

DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})\D?|(\d\d)(\d\d))", re.ASCII)
"""2026-12-01, 2026/12/1, 20261201 and the Chinese way with a sign after each number."""
YUAN = re.compile(r"(\d{1,8})(?:\.(\d{1,2}))?", re.ASCII)


class DayField(DateField):
    """A day as the date picker sends it or as people write it; nothing is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = _day(text)
        if self.data is None and text:
            raise ValueError(_("填一个日期，像 2026-12-01"))


class YuanField(StringField):
    """An amount in yuan; `fen` is what it comes to, None where nothing is written."""

    fen: int | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount; the text stays as it was typed."""
        super().process_formdata(valuelist)
        text = narrow(self.data).replace(",", "").replace(" ", "").removesuffix("元")
        found = YUAN.fullmatch(text)
        if found:
            self.fen = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        elif text:
            raise ValueError(_("填多少元，像 1200 或 86.50"))


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
