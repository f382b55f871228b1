"""The parent of all forms: what is typed is forgiven, what is wrong is said with its fix."""

import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, g, request
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict
from wtforms import Form as WTForm
from wtforms.fields.choices import SelectChoice  # ty: ignore[missing-module-member] - new in 3.3

from models.base import new_uid

LONGEST_TEXT = 10_000


class Form(WTForm):
    """A form of ours; its messages come in the reader's language."""

    class Meta:  # ty: ignore[incompatible-attribute-override] - WTForms joins it with its own
        """WTForms' own words follow the page's language."""

        locales: Sequence[str] = ("zh", "en")

        def get_translations(self, form: WTForm) -> Any:  # noqa: ANN401
            """WTForms' catalogue for the reader's language."""
            self.locales = ["en"] if str(get_locale()) == "en" else ["zh"]
            return super().get_translations(form)  # ty: ignore[missing-attribute]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Check the form, and remember for the page's title whether it failed."""
        good = super().validate(extra_validators)
        g.failed = g.get("failed", False) or not good
        return good


def options(*pairs: tuple[str, object]) -> list[SelectChoice]:
    """Choices of a field, as (value, words); the words may be lazily translated."""
    return [SelectChoice(value, label) for value, label in pairs]


def sent() -> MultiDict[str, str]:
    """The form as sent, each value normalised and capped before anything parses it."""
    values: MultiDict[str, str] = MultiDict()
    for name, text in request.form.items(multi=True):
        if len(text) > LONGEST_TEXT:
            abort(413)
        values.add(name, unicodedata.normalize("NFC", text).replace("\x00", ""))
    return values


def once() -> UUID:
    """The id that makes sending this form twice the same as once."""
    try:
        return UUID(request.form.get("once", ""))
    except ValueError:
        return new_uid()


def narrow(text: str | None) -> str:
    """Full-width letters, digits and signs as their plain twins; ends trimmed."""
    return unicodedata.normalize("NFKC", text or "").strip()


def one_line(text: str | None) -> str:
    """Text for one line: no control or direction signs, single spaces."""
    kept = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs"} else " " for c in text or ""
    )
    return " ".join(kept.split())
