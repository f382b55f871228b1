"""Forms of this part."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from actions.rehearsals import MOST_PAPERS
from blueprints.web.db import now
from blueprints.web.fields import DayField
from blueprints.web.forms import Form, narrow, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.classes import bad_line_words, move_choices, why_choices
from domain.answer_lines import Typed, read_answers
from domain.days import local_day
from domain.week_plan import LONGEST_WORDS, MOST_CHAPTERS

LONGEST_NAME = 20
LONGEST_REASON = 100
LONGEST_ABSENCE = 180
BACK = 30
"""An absence may have begun so many days ago."""
LONGEST_SHEET = 4_000
AHEAD = 180


class NewClassForm(Form):
    """A class's name, and the agency where somebody works for several."""

    name = StringField(
        _l("班名"),
        [
            DataRequired(_l("写班名，比如“第三组”")),
            Length(max=LONGEST_NAME, message=_l("班名最多 20 个字")),
        ],
        filters=[one_line],
    )
    agency = RadioField(_l("哪家机构"), [InputRequired(_l("选一家机构"))], validate_choice=False)


class AddForm(Form):
    """Who comes into a class."""

    people = SelectMultipleField(
        _l("谁进这个班"), [InputRequired(_l("勾一个人"))], validate_choice=False
    )


class MoveForm(Form):
    """Where one person goes, and why."""

    to = RadioField(_l("到哪个班"), [InputRequired(_l("选一个班"))], validate_choice=False)
    why = SelectField(_l("为什么"), choices=options(*move_choices()))


class LeaderForm(Form):
    """Who leads a class; `before` is who did when the page was opened."""

    leader = RadioField(_l("谁当学习组长"), [InputRequired(_l("选一个"))], validate_choice=False)
    before = StringField(filters=[narrow])


class WeekForm(Form):
    """What a week is for; `seen` is how many versions there were when the page was opened."""

    chapters = SelectMultipleField(
        _l("学哪几章"),
        [Optional()],
        validate_choice=False,
        description=_l("一周一到两章，最多 4 章。"),
    )
    words = TextAreaField(
        _l("还想说的"),
        [
            Optional(),
            Length(max=LONGEST_WORDS, message=_l("最多写 150 个字，多了群里没人看")),
        ],
        filters=[one_line],
        description=_l("比如：周六晚上七点一起讲第 4 章。"),
    )
    seen = StringField(filters=[narrow])

    def validate_chapters(self, field: SelectMultipleField) -> None:
        """No more than a week holds."""
        if len(field.data or ()) > MOST_CHAPTERS:
            raise ValidationError(_("一周最多 4 章，少勾几章"))


class AbsenceForm(Form):
    """From when to when somebody cannot learn; the reason is theirs to give or not."""

    from_on = DayField(_l("从哪天"), [InputRequired(_l("选一个日期"))])
    until_on = DayField(_l("到哪天"), [InputRequired(_l("选一个日期"))])
    kind = RadioField(_l("原因"), [Optional()], choices=options(*why_choices()), default="")
    reason = StringField(
        _l("想多说一句"),
        [Optional(), Length(max=LONGEST_REASON, message=_l("最多写 100 个字"))],
        filters=[one_line],
    )

    def validate_from_on(self, field: DayField) -> None:
        """Not long ago, not far ahead."""
        days = (field.data - local_day(now())).days if field.data else 0
        if not -BACK <= days <= AHEAD:
            raise ValidationError(_("选最近的日期：一个月前到半年后"))

    def validate_until_on(self, field: DayField) -> None:
        """Not before the first day, and at most half a year."""
        if field.data is None or self.from_on.data is None:
            return
        days = (field.data - self.from_on.data).days
        if not 0 <= days <= LONGEST_ABSENCE:
            raise ValidationError(_("到的日期要在开始以后，最长半年"))


class RehearsalForm(Form):
    """On which day a class sits which papers."""

    held_on = DayField(_l("哪天演练"), [InputRequired(_l("选一个日期"))])
    courses = SelectMultipleField(
        _l("考哪几科"),
        [InputRequired(_l("勾一科或两科"))],
        validate_choice=False,
        description=_l("上午一科，下午一科，全班同一张卷子。"),
    )

    def validate_held_on(self, field: DayField) -> None:
        """From today on, at most half a year ahead."""
        days = (field.data - local_day(now())).days if field.data else 0
        if not 0 <= days <= AHEAD:
            raise ValidationError(_("选今天或以后的日期，半年以内"))

    def validate_courses(self, field: SelectMultipleField) -> None:
        """What fits into a day."""
        if len(field.data or ()) > MOST_PAPERS:
            raise ValidationError(_("一天最多两科"))


class SheetForm(Form):
    """What stands on a card: lines of letters, and the 试卷代码."""

    code = StringField(
        _l("卡上的试卷代码"),
        [Optional(), Length(max=8, message=_l("抄 2 位代码，一个字母一个数字"))],
        filters=[lambda text: narrow(text).upper()],
        description=_l("卡上没写就空着。"),
    )
    answers = TextAreaField(
        _l("答案"),
        [
            DataRequired(_l("照着卡写答案")),
            Length(max=LONGEST_SHEET, message=_l("太长了，一行写十题就够")),
        ],
        description=_l("一行十题，像“1-10: A B C D …”。没答的写 -，多选连着写，像 ABD。"),
    )
    typed: Typed = Typed()

    def read(self, kinds: list[str]) -> bool:
        """Check the form and the lines against the paper; each bad line is named."""
        good = self.validate()
        self.typed = read_answers(str(self.answers.data or ""), kinds)
        if good and self.typed.bad:
            self.answers.errors = [bad_line_words(bad) for bad in self.typed.bad]
            return False
        return good


def first_week() -> dict[str, Any]:
    """Absent from today for a week, unless somebody says otherwise."""
    today = local_day(now())
    return {"from_on": today, "until_on": today + timedelta(days=6)}
