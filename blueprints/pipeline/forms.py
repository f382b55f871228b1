"""Forms of moving people, of leaving and of coming back."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from blueprints.web.forms import Form, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.pipeline import jump_words
from blueprints.words.stages import stage_words
from domain.stages import ExamStage, is_backward

LONGEST_WHY = 200
TOO_LONG = _l("最多写 200 个字")


class MoveForm(Form):
    """To which stage, and why; a reason is due for going back only."""

    stage = RadioField(_l("改到哪一步"), [InputRequired(_l("选一步"))], validate_choice=False)
    why = StringField(
        _l("为什么"),
        [Optional(), Length(max=LONGEST_WHY, message=TOO_LONG)],
        filters=[one_line],
        description=_l("往回走要写原因。写看得到的事，不写病名。"),
    )
    seen = HiddenField()

    def about(self, name: str, before: str | None, allowed: Iterable[ExamStage]) -> None:
        """Say whom it is about, and offer only what may follow."""
        self._name, self._before = name, before
        self._allowed = list(allowed)
        self.stage.choices = options(*((one.value, stage_words(one)) for one in self._allowed))

    def validate_stage(self, field: RadioField) -> None:
        """Refuse a jump, and say what may follow."""
        if field.data in set(self._allowed):
            return
        if field.data in set(ExamStage) and self._before:
            raise ValidationError(self.refusal(field.data))
        raise ValidationError(_("选一步"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Check the form; going back wants a reason."""
        good = super().validate(extra_validators)
        back = self.stage.data in set(ExamStage) and is_backward(self._before, self.stage.data)
        if back and not self.why.data and not self.stage.errors:
            self.why.errors = [_("往回走，写一句为什么")]
            return False
        return good

    def refusal(self, after: str) -> str:
        """Why this jump is not made."""
        return jump_words(self._name, self._before or "", after, self._allowed)


class ManyForm(MoveForm):
    """The same for the ticked people of one stage."""

    people = SelectMultipleField(
        _l("哪些人"), [InputRequired(_l("至少勾一个人"))], validate_choice=False
    )

    def offer(self, people: list[Any]) -> None:
        """Set who may be ticked."""
        self.people.choices = people


class LeaveForm(Form):
    """Why somebody leaves."""

    why = StringField(
        _l("为什么离开"),
        [
            DataRequired(_l("写一句为什么离开")),
            Length(max=LONGEST_WHY, message=TOO_LONG),
        ],
        filters=[one_line],
        description=_l("比如“去外地打工”“不想考了”。不写病名。"),
    )
