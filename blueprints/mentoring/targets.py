"""The choices of what can be assigned."""

from typing import Any

from flask_babel import gettext as _

from blueprints.web.forms import options
from blueprints.web.targets import Target


def choices_of(targets: list[Target]) -> list[Any]:
    """The choices of a list, chapters under their course."""
    choices: list[Any] = options(*((one.value, one.title) for one in targets))
    for choice, one in zip(choices, targets, strict=True):
        choice.optgroup = one.course.title if one.chapter and one.course else None
    return options(("", _("请选"))) + choices if len(choices) > 1 else choices
