"""Forms of this part; each that several founders edit carries the version it was made from."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from actions.team_book import LICENCE
from actions.team_merge import YES, Values
from blueprints.founding.desk import Desk, PaperRow
from blueprints.founding.fields import YuanField
from blueprints.web.db import now
from blueprints.web.fields import DayField, refuse_strangers
from blueprints.web.forms import Form, narrow, one_line, options, sent
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.founding import said_words
from domain.credit_code import is_agency_code
from domain.days import local_day
from domain.founding import PaperState, Place, Said, Standing
from models.founding import TeamMember

LONGEST_NOTE = 1000
LONGEST_PAPER_NOTE = 400
LONGEST_PLACE = 120
LONGEST_WHY = 200
LONGEST_NAME = 80
MOST_FEN = 2_000_000_000


def _plain(text: str | None) -> str:
    """Several lines as they are kept: one kind of line end, nothing at the ends."""
    return (text or "").replace("\r\n", "\n").strip()


class TeamForm(Form):
    """A new team."""

    name = StringField(
        _l("给筹备组起个名"),
        [
            DataRequired(_l("写一个名字，像“薪火社工筹备组”")),
            Length(max=40, message=_l("名字最多 40 个字")),
        ],
        filters=[one_line],
        description=_l("登记以前，名字后面都写“筹备中”。"),
    )
    region = SelectField(_l("在哪个县登记"), [InputRequired(_l("选一个县"))], validate_choice=False)
    agency = RadioField(_l("哪个机构带"), [Optional()], validate_choice=False)


class StepForm(Form):
    """What a team tells of one step."""

    branch = RadioField(_l("走哪条路"), validate_choice=False)
    state = RadioField(_l("办到哪了"), [InputRequired(_l("选一个"))], validate_choice=False)
    owner_id = SelectField(_l("谁负责"), [Optional()], validate_choice=False)
    due_on = DayField(_l("哪天前办好"), [Optional()])
    done_on = DayField(
        _l("哪天办成的"), [Optional()], description=_l("不填就记今天。办成了才用填。")
    )
    cost_fen = YuanField(_l("花多少钱（元）"), [Optional()])
    place = StringField(
        _l("在哪办"),
        [Optional(), Length(max=LONGEST_PLACE, message=_l("最多写 120 个字"))],
        filters=[one_line],
    )
    note = TextAreaField(
        _l("记一笔"),
        [Optional(), Length(max=LONGEST_NOTE, message=_l("最多写 1000 个字"))],
        filters=[_plain],
        description=_l("问了谁、答复什么、电话多少。"),
    )

    def validate_done_on(self, field: DayField) -> None:
        """What was done was done by today."""
        if field.data is not None and field.data > local_day(now()):
            raise ValidationError(_("办成的日期不能在今天以后"))

    def validate_cost_fen(self, field: YuanField) -> None:
        """Less than a hundred million yuan."""
        if field.fen is not None and field.fen > MOST_FEN:
            raise ValidationError(_("钱数太大了，看一下"))


class StopForm(Form):
    """Why a team stops."""

    why = StringField(
        _l("为什么停办"),
        [
            DataRequired(_l("写一句为什么停办")),
            Length(max=LONGEST_WHY, message=_l("最多写 200 个字")),
        ],
        filters=[one_line],
        description=_l("比如“没找到场地”“带头人外出了”。组里的人都看得到。"),
    )


class TakeUpForm(Form):
    """Why a stopped team goes on."""

    why = StringField(
        _l("为什么接着办"),
        [
            DataRequired(_l("写一句为什么接着办")),
            Length(max=LONGEST_WHY, message=_l("最多写 200 个字")),
        ],
        filters=[one_line],
        description=_l("比如“场地定了”“人回来了”。组里的人都看得到。"),
    )


class PaperForm(Form):
    """How far one paper is."""

    state = RadioField(_l("备到哪了"), [InputRequired(_l("选一个"))], validate_choice=False)
    expires_on = DayField(_l("用到哪天"), [Optional()])
    note = TextAreaField(
        _l("记一笔"),
        [Optional(), Length(max=LONGEST_PAPER_NOTE, message=_l("最多写 400 个字"))],
        filters=[_plain],
    )


class MemberForm(Form):
    """What somebody is in the team."""

    initiator = BooleanField(_l("是发起人"), false_values=(False, "", "no"))
    full_time = BooleanField(_l("登记后做专职"), false_values=(False, "", "no"))
    duty = StringField(
        _l("职务"),
        [Optional(), Length(max=40, message=_l("最多写 40 个字"))],
        filters=[one_line],
        description=_l("像“拟任理事长”“会计”。"),
    )


class LicenceForm(Form):
    """What stands on the certificate."""

    name = StringField(
        _l("证书上的名称"),
        [
            DataRequired(_l("照证书写全名")),
            Length(max=LONGEST_NAME, message=_l("名称最多 80 个字")),
        ],
        filters=[one_line],
    )
    code = StringField(
        _l("统一社会信用代码"),
        [DataRequired(_l("照证书抄 18 位代码"))],
        filters=[lambda text: narrow(text).upper().replace(" ", "").replace("-", "")],
        description=_l("18 位，52 开头。"),
    )
    registered_on = DayField(_l("登记日期"), [InputRequired(_l("填证书上的日期"))])
    manager = RadioField(
        _l("谁在这里管机构"), [InputRequired(_l("选一个人"))], validate_choice=False
    )

    def validate_code(self, field: StringField) -> None:
        """The last sign finds a slip of the pen."""
        if not is_agency_code(field.data or ""):
            raise ValidationError(_("代码对不上。照证书再抄一遍：18 位，52 开头，没有字母 O 和 I"))

    def validate_registered_on(self, field: DayField) -> None:
        """A certificate is not of tomorrow."""
        if field.data is not None and field.data > local_day(now()):
            raise ValidationError(_("登记日期不能在今天以后"))


def step_form(desk: Desk, place: Place, values: Values | None = None) -> StepForm:
    """The form of one step with what may be chosen; filled from a row, or as it was sent."""
    form = StepForm(sent()) if values is None else StepForm(data=_step_data(values))
    ways = [(way.code, way.name) for way in place.step.either]
    if ways:
        form.branch.choices = options(*ways)
        refuse_strangers(form.branch)
    else:
        del form.branch
    said = _to_say(place)
    form.state.choices = options(*((one.value, said_words(one)) for one in said))
    if Said.DONE not in said:
        del form.done_on
    form.owner_id.choices = options(
        ("", _("先不定")), *((str(m.person.uid), m.person.name) for m in desk.members)
    )
    refuse_strangers(form.state)
    refuse_strangers(form.owner_id)
    return form


def _to_say(place: Place) -> list[Said]:
    """What may be said of a step; that the certificate is there is said by entering it."""
    if place.step.step != LICENCE or place.standing in {Standing.DONE, Standing.BROKEN}:
        return list(Said)
    return [Said.TODO, Said.DOING]


def paper_form(row: PaperRow, values: Values | None = None) -> PaperForm:
    """The form of one paper; filled from a row, or as it was sent."""
    form = PaperForm(sent()) if values is None else PaperForm(data=_days(values))
    signed = row.paper.sealed_by or row.paper.signed_by
    states = [
        (PaperState.MISSING, _("还没有")),
        (PaperState.DRAFT, _("有草稿")),
        (PaperState.NEEDS_SEAL, _("等签字盖章")),
        (PaperState.READY, _("备好了，字签了，章盖了") if signed else _("备好了")),
    ]
    form.state.choices = options(*((code.value, words) for code, words in states))
    refuse_strangers(form.state)
    return form


def member_form(values: Values | None = None) -> MemberForm:
    """The form of one member; filled from a row, or as it was sent."""
    if values is None:
        return MemberForm(sent())
    ticks = {name: values[name] == YES for name in ("initiator", "full_time")}
    return MemberForm(data={**ticks, "duty": values["duty"]})


def licence_form(members: list[TeamMember]) -> LicenceForm:
    """The form of the certificate, with the members to choose from."""
    form = LicenceForm(sent())
    form.manager.choices = options(*((str(m.person.uid), m.person.name) for m in members))
    refuse_strangers(form.manager)
    return form


def texts_of(form: Form) -> Values:
    """What a good form sends, each field as a text."""
    return {field.name: _text(field) for field in form}


def _text(field: Any) -> str:  # noqa: ANN401
    if isinstance(field, YuanField):
        return "" if field.fen is None else str(field.fen)
    if isinstance(field, BooleanField):
        return YES if field.data else ""
    if isinstance(field.data, date):
        return field.data.isoformat()
    return field.data or ""


def _step_data(values: Values) -> dict[str, object]:
    fen = values["cost_fen"]
    return _days(values) | {"cost_fen": _yuan(int(fen)) if fen else ""}


def _yuan(fen: int) -> str:
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02d}" if rest else str(yuan)


def _days(values: Values) -> dict[str, object]:
    days = {n: values[n] for n in ("due_on", "done_on", "expires_on") if values.get(n)}
    return {**values, "due_on": None, "done_on": None, "expires_on": None} | {
        name: date.fromisoformat(text) for name, text in days.items()
    }
