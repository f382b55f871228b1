"""Forms about candidates."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from actions.candidates import Told
from blueprints.web.forms import Form, narrow, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.road import education_words
from domain.eligibility_data import Education, Major
from domain.phone import normal_phone
from domain.recruiting import MOST_YEARS
from domain.roster_cells import CellError, read_name

NONE = ""
LONGEST_WORDS = 200
LONGEST_NOTE = 400
LONGEST_VILLAGE = 40


def _words(label: Any, most: int, hint: Any = "") -> StringField:  # noqa: ANN401
    too_long = Length(max=most, message=_l("字太多，写短一点"))
    return StringField(label, [Optional(), too_long], filters=[one_line], description=hint)


class CandidateForm(Form):
    """Who it is, where from, what they learned and what they bring; only the name is needed."""

    name = StringField(_l("姓名"), [DataRequired(_l("写上姓名"))], filters=[one_line])
    phone = StringField(
        _l("手机号"), [Optional()], description=_l("没有就空着。以后用这个号加入，自动对上。")
    )
    home = SelectField(_l("乡镇"), [Optional()], validate_choice=False)
    village = _words(_l("村"), LONGEST_VILLAGE)
    education = SelectField(_l("学历"), [Optional()], validate_choice=False)
    major = RadioField(_l("专业"), [Optional()], validate_choice=False)
    years = StringField(_l("做社会工作几年"), [Optional()], description=_l("没做过填 0。"))
    knows = _words(_l("认识谁"), LONGEST_WORDS, _l("比如：村支书、卫生室医生、老年协会。"))
    runs = _words(_l("经营什么"), LONGEST_WORDS, _l("比如：小卖部、农家乐、合作社。"))
    note = _words(_l("备注"), LONGEST_NOTE, _l("只写跟来不来有关的。不写病、不写家里难处。"))
    agency = RadioField(_l("哪个机构的"), validate_choice=False)
    version = HiddenField()

    def offer(self, townships: Mapping[str, tuple[int, str]], agencies: Sequence[Any]) -> None:
        """Set what may be chosen; townships are keyed by their code."""
        self._townships = townships
        self.home.choices = options(
            (NONE, _("没填")), *((code, name) for code, (_id, name) in townships.items())
        )
        self.education.choices = options(
            (NONE, _("没填")), *((one.value, education_words(one)) for one in Education)
        )
        self.major.choices = options(
            (NONE, _("没填")),
            (Major.SOCIAL_WORK.value, _("社会工作")),
            (Major.OTHER.value, _("别的专业")),
        )
        self.major.data = self.major.data or NONE
        self.agency.choices = options(*((str(one.uid), one.name) for one in agencies))
        if self.agency.data is None and agencies:
            self.agency.data = str(agencies[0].uid)

    def validate_name(self, field: StringField) -> None:
        """Only what names are made of."""
        try:
            field.data = read_name(field.data or "")
        except CellError as wrong:
            raise ValidationError(_("只写姓名，最多 40 个字，不带数字和符号")) from wrong

    def validate_phone(self, field: StringField) -> None:
        """A mobile number, or nothing."""
        if narrow(field.data) and normal_phone(field.data or "") is None:
            raise ValidationError(_("手机号要 11 位。没有就空着"))

    def validate_years(self, field: StringField) -> None:
        """A small whole number, or nothing."""
        if narrow(field.data) and self._years() is None:
            raise ValidationError(_("填几年，0 到 %(n)d", n=MOST_YEARS))

    def told(self) -> Told:
        """What the form says, once it is good."""
        home = self._townships.get(self.home.data or NONE)
        return Told(
            name=self.name.data or "",
            phone=normal_phone(self.phone.data or "") or "",
            home_id=home[0] if home else None,
            village=self.village.data or "",
            education=_one_of(Education, self.education.data),
            major=_one_of(Major, self.major.data),
            years=self._years(),
            knows=self.knows.data or "",
            runs=self.runs.data or "",
            note=self.note.data or "",
        )

    def _years(self) -> int | None:
        text = narrow(self.years.data).removesuffix("年")
        good = text.isascii() and text.isdigit() and len(text) <= 2  # noqa: PLR2004
        return int(text) if good and int(text) <= MOST_YEARS else None


class DropForm(Form):
    """Why a candidate is let go."""

    why = StringField(
        _l("为什么不跟了"),
        [DataRequired(_l("写一句为什么")), Length(max=LONGEST_WORDS, message=_l("最多 200 个字"))],
        filters=[one_line],
        description=_l("比如：外出打工、家里走不开、不想考。"),
    )


def _one_of(kind: Any, text: str | None) -> str:  # noqa: ANN401
    return text if text and text in {each.value for each in kind} else NONE
