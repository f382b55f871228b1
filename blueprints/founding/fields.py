"""A field of this part: an amount of money."""

import re

from flask_babel import gettext as _
from wtforms import StringField

from blueprints.web.forms import narrow

YUAN = re.compile(r"(\d{1,8})(?:\.(\d{1,2}))?", re.ASCII)


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
