"""A field of this part: a few whole years."""

from typing import Any

from wtforms import Form, IntegerField
from wtforms.validators import Optional, ValidationError

from blueprints.web.forms import narrow


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
