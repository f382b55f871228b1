"""A field of this part: a whole number."""

from typing import Any

from wtforms import Form, IntegerField
from wtforms.validators import InputRequired, ValidationError

from blueprints.web.forms import narrow


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
