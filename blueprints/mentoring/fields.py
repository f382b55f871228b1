"""Fields of this part: whole numbers, days, and choices that are only one's own."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from flask import abort
from flask_babel import gettext as _
from wtforms import DateField, Form, IntegerField
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import InputRequired, ValidationError

from blueprints.web.forms import narrow

DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})\D?|(\d\d)(\d\d))", re.ASCII)
"""2026-12-01, 2026/12/1, 20261201 and the Chinese way with a sign after each number."""


class WholeField(IntegerField):
    """A whole number from `least` to `most`; whatever else is typed gets the same `words`."""

    def __init__(
        self,
        label: Any,  # noqa: ANN401
        *,
        least: int,
        most: int,
        words: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(label, [InputRequired(words)], **more)
        self.least, self.most, self.words = least, most, words

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits, of any width."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) <= len(str(self.most)) else None
        if self.data is None and text:
            raise ValueError(self.words)

    def pre_validate(self, form: Form) -> None:  # ty: ignore[incompatible-method-override]
        """Refuse what is too little or too much."""
        del form
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(self.words)


class DayField(DateField):
    """A day as the date picker sends it or as people write it."""

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
        return date(*(int(n) for n in found.groups() if n)) if found else None
    except ValueError:  # no such day
        return None
