"""A field of this part: a year."""

from typing import Any

from wtforms import IntegerField
from wtforms.validators import InputRequired

from blueprints.web.forms import narrow

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
