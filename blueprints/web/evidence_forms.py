"""Forms that trainees and staff share: what shows a certificate, and continuing education."""

from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional

from blueprints.web.evidence import EvidenceField, EvidenceRequired, HoursField, PastDayField
from blueprints.web.forms import Form, narrow, one_line
from blueprints.web.lazy import lazy_gettext as _l

TOO_LONG = _l("最多写 120 个字")


class EvidenceForm(Form):
    """A picture of a certificate, and the number on it."""

    evidence = EvidenceField(
        _l("证书照片或 PDF"),
        [Optional()],
        description=_l("JPG、PNG 不超过 5 MB，PDF 不超过 2 MB。照片里的地点信息会去掉。"),
    )
    number = StringField(
        _l("证书编号"),
        [Optional(), Length(max=40, message=_l("编号太长，看一下填对没有"))],
        filters=[narrow],
        description=_l("加密存放，只显示最后四位。"),
    )

    def __init__(self, *args: Any, has_one: bool = False, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        if not has_one:
            self.evidence.validators = [EvidenceRequired(_l("选一张照片，或一个 PDF"))]
            self.evidence.flags.optional = False

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Something must be new."""
        good = super().validate(extra_validators)
        if good and self.evidence.given is None and not self.number.data:
            self.evidence.errors = [_("选一张照片，或者填编号")]
            return False
        return good


class StudyForm(Form):
    """Continuing education of one day."""

    day = PastDayField(
        _l("哪天学的"),
        [DataRequired(_l("填学习的日子"))],
        description=_l("学了好几天，填最后一天。"),
    )
    hours = HoursField(_l("几个学时"), [DataRequired(_l("填学时数"))])
    subject = StringField(
        _l("学了什么"),
        [DataRequired(_l("写学了什么")), Length(max=120, message=TOO_LONG)],
        filters=[one_line],
    )
    giver = StringField(
        _l("谁办的"), [Optional(), Length(max=120, message=TOO_LONG)], filters=[one_line]
    )
    evidence = EvidenceField(
        _l("证明"), [Optional()], description=_l("结业证、签到表，拍照或 PDF。")
    )
