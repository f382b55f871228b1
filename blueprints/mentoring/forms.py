"""Forms of this part."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from blueprints.mentoring.fields import WholeField
from blueprints.web.db import now
from blueprints.web.fields import DayField
from blueprints.web.forms import Form, one_line
from blueprints.web.lazy import lazy_gettext as _l
from domain.days import local_day

LONGEST_REASON = 200
LONGEST_DATE = 40
MOST_PLACES = 60
MOST_DAYS = 30
MOST_MINUTES = 240
MOST_DAYS_AHEAD = 365
TOO_LONG = _l("最多写 200 个字")


class InviteForm(Form):
    """Who may come in with a new invite, and for how long."""

    where = RadioField(_l("进哪个班"), [InputRequired(_l("选一个班"))], validate_choice=False)
    places = WholeField(
        _l("给几个人用"),
        least=1,
        most=MOST_PLACES,
        words=_l("填人数，1 到 60"),
        description=_l("一个人占一个名额，最多 60 个。"),
        default=12,
    )
    days = WholeField(
        _l("几天里有用"),
        least=1,
        most=MOST_DAYS,
        words=_l("填天数，1 到 30"),
        description=_l("过了这几天，码就不能用了，最多 30 天。"),
        default=14,
    )
    waits = BooleanField(
        _l("来的人先等我确认"),
        description=_l("码被转到别的群里，也没人能直接进来。名单上的人不用等。"),
        default=True,
    )


class ExtraTimeForm(Form):
    """More minutes in mocks for one person, and why."""

    minutes = WholeField(
        _l("每场模考加几分钟"),
        least=0,
        most=MOST_MINUTES,
        words=_l("填分钟数，0 到 240"),
        description=_l("最多 240 分钟。填 0 就是不加了。"),
    )
    reason = StringField(
        _l("为什么"),
        [DataRequired(_l("写一句为什么")), Length(max=LONGEST_REASON, message=TOO_LONG)],
        filters=[one_line],
        description=_l("写看得到的，比如“看字慢”“右手写字慢”。不写病名。"),
    )


class AskForm(Form):
    """Of whom something is asked, for which day and why."""

    people = SelectMultipleField(
        _l("给谁"),
        [InputRequired(_l("勾一个人，或者一个班"))],
        validate_choice=False,
    )
    q = StringField(
        _l("找人或找班"),
        filters=[one_line],
        description=_l("写姓名、班名或手机后四位，按“找”。"),
    )
    due_on = DayField(_l("哪天前做完"), [InputRequired(_l("选一个日期"))])
    reason = StringField(
        _l("为什么"),
        [Optional(), Length(max=LONGEST_REASON, message=TOO_LONG)],
        filters=[one_line],
        description=_l("学员会看到这句话。"),
    )

    def validate_due_on(self, field: DayField) -> None:
        """From today on, at most a year ahead."""
        today = local_day(now())
        if field.data is not None and not 0 <= (field.data - today).days <= MOST_DAYS_AHEAD:
            raise ValidationError(_("选今天或以后的日期，一年以内"))


class AssignForm(AskForm):
    """A chapter to read or to practise."""

    target = SelectField(_l("哪一章"), [InputRequired(_l("选一章"))], validate_choice=False)

    def offer(self, targets: list[Any], people: list[Any]) -> None:
        """Set what may be chosen."""
        self.target.choices = targets
        self.people.choices = people


class MockForm(AssignForm):
    """A paper to sit."""

    target = SelectField(_l("哪一科"), [InputRequired(_l("选一科"))], validate_choice=False)


class DateForm(AskForm):
    """A date to keep, in words."""

    target = StringField(
        _l("什么事"),
        [
            DataRequired(_l("写一下什么事")),
            Length(max=LONGEST_DATE, message=_l("最多写 40 个字")),
        ],
        filters=[one_line],
        description=_l("比如“班会”“到县里确认资格”。时间、地点写在下面。"),
    )
    due_on = DayField(_l("哪一天"), [InputRequired(_l("选一个日期"))])

    def offer(self, targets: list[Any], people: list[Any]) -> None:
        """Set who may be chosen; the words are free."""
        del targets
        self.people.choices = people


def due_by_default() -> dict[str, object]:
    """A week from today."""
    return {"due_on": local_day(now()) + timedelta(days=7)}
