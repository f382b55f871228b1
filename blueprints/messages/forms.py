"""Forms of messages."""

import unicodedata

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from actions.messages import LONGEST
from blueprints.web.forms import Form
from blueprints.web.lazy import lazy_gettext as _l

HIDDEN = {"Cc", "Cf", "Cs"}


def plain_lines(text: str | None) -> str:
    """Text of several lines without control or direction signs; no more than one empty line."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ["".join(c for c in line if unicodedata.category(c) not in HIDDEN) for line in lines]
    joined = "\n".join(line.rstrip() for line in kept).strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


class ReplyForm(Form):
    """What one says."""

    text = TextAreaField(
        _l("要说的话"),
        [
            DataRequired(_l("写一句再发")),
            Length(max=LONGEST, message=_l("最多写 1000 个字，长的分几条发")),
        ],
        filters=[plain_lines],
    )


class WriteForm(ReplyForm):
    """What one says, about what, to which agency."""

    about = RadioField(_l("关于什么"), [InputRequired(_l("选一样"))], validate_choice=False)
    agency = RadioField(_l("写给哪家机构"), [InputRequired(_l("选一家"))], validate_choice=False)
