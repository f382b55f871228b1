"""Forms by which rules are entered: any text, and the usual case, a province's sitting."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from blueprints.office.forms import COUNTY_DIGITS
from blueprints.web.forms import Form, narrow, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.road import level_words
from content.rule_kinds import Paper
from domain.days import ZONE
from domain.sittings import Session

LONGEST_TEXT = 9_000
WINDOWS = ("registration", "check", "payment", "ticket", "results")
YEARS = range(2019, 2100)
FEN = 100
_SESSION = re.compile(
    r"(?:第|day)?\s*([12])\s*天?[\s,、]*(\d{1,2}):(\d{2})\s*[-–—~到至]+\s*(\d{1,2}):(\d{2})",
    re.ASCII | re.IGNORECASE,
)
_YUAN = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?", re.ASCII)


class RulesForm(Form):
    """The text of rules, as the files of the rulebook have it."""

    name = StringField(
        _l("起个名字"),
        [
            DataRequired(_l("起个名字，像 sittings/2027-420000.toml")),
            Length(max=80, message=_l("最多写 80 个字")),
        ],
        filters=[narrow],
        description=_l("像文件名，比如 sittings/2027-420000.toml。以后在录入记录里认得出。"),
    )
    text = TextAreaField(
        _l("规则原文（TOML）"),
        [
            DataRequired(_l("把规则写进来，格式见 docs/rulebook.md")),
            Length(max=LONGEST_TEXT, message=_l("一次最多 9000 字，分几次录")),
        ],
        filters=[lambda text: (text or "").replace("\r\n", "\n")],
        description=_l("和规则文件一个写法，一条一个 [[rules]]，每条都要有来源。"),
    )


class MomentField(StringField):
    """A day and a time here, as the picker sends it or as people write it."""

    moment: datetime | None = None

    def pre_validate(self, form: Form) -> None:  # ty: ignore[incompatible-method-override]
        """Read it."""
        del form
        text = narrow(self.data).replace("T", " ")
        self.moment = None
        if text:
            try:
                self.moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
            except ValueError:
                raise ValidationError(_("填日期和时间，像 2027-03-12 09:00")) from None


class ExamDayField(StringField):
    """A day that may be left empty."""

    day: date | None = None

    def pre_validate(self, form: Form) -> None:  # ty: ignore[incompatible-method-override]
        """Read it."""
        del form
        text = narrow(self.data)
        self.day = None
        if text:
            try:
                self.day = date.fromisoformat(text)
            except ValueError:
                raise ValidationError(_("填一个日期，像 2027-05-22")) from None


class SessionField(StringField):
    """The day and the hours of one paper, which may be left empty."""

    session: Session | None = None

    def __init__(self, label: str, paper: Paper, **more: Any) -> None:  # noqa: ANN401
        super().__init__(label, [Optional()], **more)
        self.paper = paper

    def pre_validate(self, form: Form) -> None:  # ty: ignore[incompatible-method-override]
        """Read them."""
        del form
        self.session, text = None, narrow(self.data)
        if not text:
            return
        found = _SESSION.fullmatch(text)
        numbers = [int(one) for one in found.groups()] if found else [0] * 5
        day, hours = numbers[0], numbers[1:]
        try:
            starts, ends = time(hours[0], hours[1]), time(hours[2], hours[3])
        except ValueError:  # no such hour
            found = None
        if found is None:
            raise ValidationError(_("写第几天、几点到几点，像 第2天 9:00-11:00"))
        if starts >= ends:
            raise ValidationError(_("结束要比开始晚，看一下几点"))
        self.session = Session(paper=self.paper.code, day=day, starts=starts, ends=ends)


class YuanField(StringField):
    """Money in yuan that may be left empty; kept in fen."""

    fen: int | None = None

    def pre_validate(self, form: Form) -> None:  # ty: ignore[incompatible-method-override]
        """Read it."""
        del form
        text = narrow(self.data)
        self.fen = None
        if text:
            found = _YUAN.fullmatch(text)
            if found is None:
                raise ValidationError(_("填每科多少元，像 61 或 61.5"))
            self.fen = int(found[1]) * FEN + int((found[2] or "").ljust(2, "0"))


class SittingForm(Form):
    """One sitting of one province, from its notice."""

    region = StringField(
        _l("哪个省（地区代码）"),
        [DataRequired(_l("填 6 位地区代码，湖北是 420000"))],
        filters=[narrow],
        description=_l("6 位数字，湖北是 420000。某个市、县自己发通知的，填市、县的代码。"),
    )
    year = StringField(_l("哪一年考"), [DataRequired(_l("填年份，4 位数字"))], filters=[narrow])
    levels = SelectMultipleField(_l("哪几级"), [InputRequired(_l("至少勾一级"))])
    status = RadioField(
        _l("公布了没有"),
        [InputRequired(_l("选一个"))],
        choices=options(
            ("unannounced", _l("未公布：只知道这年会考，日期一个也不写")),
            ("announced", _l("公布了，还没考")),
            ("held", _l("考完了")),
            ("cancelled", _l("这年不考")),
        ),
    )
    first_day = ExamDayField(_l("第一天考试"), [Optional()])
    second_day = ExamDayField(_l("第二天考试"), [Optional()])
    registration_opens = MomentField(_l("报名开始"), [Optional()])
    registration_closes = MomentField(_l("报名截止"), [Optional()])
    check_closes = MomentField(_l("审核截止"), [Optional()])
    payment_closes = MomentField(_l("缴费截止"), [Optional()])
    ticket_opens = MomentField(_l("准考证开始打印"), [Optional()])
    ticket_closes = MomentField(_l("准考证打印截止"), [Optional()])
    results_opens = MomentField(_l("成绩公布"), [Optional()])
    results_planned = StringField(
        _l("成绩大约什么时候出"),
        [Optional(), Length(max=60, message=_l("最多写 60 个字"))],
        filters=[one_line],
        description=_l("通知里只说了大概的，照抄。"),
    )
    objective_fee = YuanField(_l("客观题科目每科多少元"), [Optional()])
    essay_fee = YuanField(_l("主观题科目每科多少元"), [Optional()])
    source = StringField(
        _l("从哪里看到的"),
        [
            DataRequired(_l("写网址，或者文件从哪里来")),
            Length(max=200, message=_l("最多写 200 个字")),
        ],
        filters=[one_line],
        description=_l("通知的网址最好。"),
    )
    document = StringField(
        _l("文件名和文号"),
        [Optional(), Length(max=200, message=_l("最多写 200 个字"))],
        filters=[one_line],
        description=_l("像 鄂人社考〔2026〕5号。"),
    )
    confidence = RadioField(
        _l("有多可靠"),
        [InputRequired(_l("选一个"))],
        choices=options(
            ("high", _l("看到了官方通知，或它的副本")),
            ("mid", _l("新闻或培训学校这么说")),
            ("low", _l("推算的，没见到原文")),
        ),
    )
    note = StringField(
        _l("还有什么要说明"),
        [Optional(), Length(max=200, message=_l("最多写 200 个字"))],
        filters=[one_line],
    )

    def offer(self, levels: tuple[Any, ...]) -> None:
        """Set the levels that may be ticked."""
        self.levels.choices = options(*((str(one), level_words(one)) for one in levels))

    def validate_region(self, field: StringField) -> None:
        """A code of six digits."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) == COUNTY_DIGITS):
            raise ValidationError(_("地区代码是 6 位数字，看一下少了还是多了"))

    def validate_year(self, field: StringField) -> None:
        """A year that an exam can be in."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) in YEARS):  # noqa: PLR2004
            raise ValidationError(_("年份是 4 位数字，像 2027"))

    def validate_status(self, field: RadioField) -> None:
        """What is not announced has no date; nobody makes one up."""
        dated = any(one.data for one in self.dated)
        if field.data == "unannounced" and dated:
            raise ValidationError(_("没有公布的，日期都空着；公布了就选“公布了”"))
        if field.data in {"announced", "held"} and not self.first_day.data:
            raise ValidationError(_("公布了的，填上考试日期；还没公布就选“未公布”"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Check the form; the hours of a paper need its level and its day."""
        good = super().validate(extra_validators)
        days = len({one.data for one in (self.first_day, self.second_day) if one.data})
        for field in self.session_fields:
            fault = _misplaced(field, self.levels.data or (), days)
            if fault and not field.errors:
                field.errors, good = [fault], False
        return good

    @property
    def dated(self) -> tuple[StringField, ...]:
        """The fields that hold days and times."""
        kinds = MomentField | ExamDayField | SessionField
        return tuple(one for one in self if isinstance(one, kinds))

    @property
    def session_fields(self) -> tuple[SessionField, ...]:
        """The hours of each paper."""
        return tuple(one for one in self if isinstance(one, SessionField))

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The hours told, in the order of the papers."""
        return tuple(one.session for one in self.session_fields if one.session)


def sitting_form(papers: Iterable[Paper], usual: Mapping[str, str]) -> type[SittingForm]:
    """The form with a field for the hours of each paper; `usual` are those of the rulebook."""
    fields = {
        f"session_{one.code.lower().replace('-', '_')}": SessionField(
            one.name, one, description=usual.get(one.code, "")
        )
        for one in papers
    }
    return type("SittingForm", (SittingForm,), fields)


def _misplaced(field: SessionField, levels: Collection[str], days: int) -> str:
    if field.session is None:
        return ""
    if field.paper.level not in levels:
        return _("上面没勾这一级，勾上，或者把这里空着")
    return "" if field.session.day <= days else _("考试没有这一天，看一下第几天")
