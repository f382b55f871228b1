"""Forms of this part."""

from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from blueprints.region.fields import YearField
from blueprints.web.db import now
from blueprints.web.fields import DayField
from blueprints.web.forms import Form, narrow, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.region import allowance_words
from domain.allowances import MOST_FEN, AllowanceKind, fen_from
from domain.days import local_day

SHORTEST_PURPOSE = 4
LONGEST_PURPOSE = 200
PURPOSE = _l("写清楚拿名单做什么，至少 4 个字")


class PurposeForm(Form):
    """Which part of the region, which year, and what the names are for."""

    region = SelectField(_l("哪里的"), [InputRequired(_l("选一个地方"))])
    year = YearField(_l("哪一年"), words=_l("填年份，像 2026"))
    purpose = StringField(
        _l("用途"),
        [
            DataRequired(PURPOSE),
            Length(SHORTEST_PURPOSE, message=PURPOSE),
            Length(max=LONGEST_PURPOSE, message=_l("最多写 200 个字")),
        ],
        filters=[one_line],
        description=_l("名单上的每个人都看得到这句话，和你的名字。"),
    )

    def offer(self, regions: list[Any], *, by_year: bool) -> None:
        """Set the places to choose from, and whether the list has years."""
        self.region.choices = regions
        if not by_year:
            del self.year


class AllowanceForm(Form):
    """Who gets what, how much, for which year, and when."""

    who = StringField(
        _l("谁"),
        [DataRequired(_l("写学员的姓名，或者手机号后四位"))],
        filters=[narrow, one_line],
        description=_l("姓名，或者手机号后四位。同名的，姓名后面加后四位。"),
    )
    kind = SelectField(_l("哪种补贴"), [InputRequired(_l("选一种补贴"))])
    yuan = StringField(
        _l("多少元"),
        [DataRequired(_l("填多少元，像 61 或 61.50"))],
        filters=[narrow],
    )
    year = YearField(_l("哪一年的"), words=_l("填年份，像 2026"))
    paid_on = DayField(_l("哪天发的"), [Optional()], description=_l("还没发，就空着。"))

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **more)
        kinds = [(kind.value, allowance_words(kind)) for kind in AllowanceKind]
        self.kind.choices = options(*kinds)

    @property
    def fen(self) -> int:
        """The amount in fen."""
        return fen_from(self.yuan.data or "") or 0

    def validate_yuan(self, field: StringField) -> None:
        """An amount of money above nothing, and no slip of the finger."""
        fen = fen_from(field.data or "")
        if not fen:
            raise ValidationError(_("填多少元，像 61 或 61.50"))
        if fen > MOST_FEN:
            raise ValidationError(_("一笔最多 %(n)d 元，看看是不是多写了零", n=MOST_FEN // 100))

    def validate_paid_on(self, field: DayField) -> None:
        """Nothing was paid in days to come."""
        if field.data is not None and field.data > local_day(now()):
            raise ValidationError(_("选今天或以前的日期；还没发，就空着"))
