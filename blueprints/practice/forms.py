"""Forms of practice: how long a set, why an answer went wrong."""

from collections.abc import Iterable

from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf

from actions.practice import SIZES
from blueprints.web.forms import Form, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.practice import cause_words
from domain.wrong_book import Cause

MULTIPLE_ONLY = {Cause.MISSED_OPTION, Cause.EXTRA_OPTION}


class StartForm(Form):
    """How many items."""

    size = RadioField(
        _l("做几题"),
        [AnyOf([str(size) for size in SIZES], message=_l("选 10 题或 20 题"))],
        choices=options(("10", _l("10 题，约 15 分钟")), ("20", _l("20 题，约 30 分钟"))),
        default="10",
        validate_choice=False,
    )


class CauseForm(Form):
    """Why an answer went wrong."""

    cause = SelectField(
        _l("为什么没做对"),
        [AnyOf([cause.value for cause in Cause], message=_l("从列表里选一个原因"))],
        validate_choice=False,
    )

    def offer(self, kind: str) -> "CauseForm":
        """Offer the causes that fit a kind of question."""
        self.cause.choices = options(*((c.value, cause_words(c)) for c in causes_for(kind)))
        return self


def causes_for(kind: str) -> Iterable[Cause]:
    """The causes a kind of question can have."""
    return [cause for cause in Cause if kind == "multiple" or cause not in MULTIPLE_ONLY]
