"""Forms of this part."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from blueprints.web.evidence import EvidenceField, EvidenceRequired, PastDayField
from blueprints.web.forms import Form, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.staff import KINDS, LEVELS, certificate_words, kind_words

FIRST_EXAM = date(2008, 6, 28)
"""The first exam of social workers: no certificate of this kind is older."""
TOO_LONG = _l("最多写 120 个字")


class CertificateForm(Form):
    """Of which level a certificate is, and on which day it was granted."""

    level = RadioField(_l("哪一级"), [InputRequired(_l("选一级"))])
    day = PastDayField(
        _l("证书上的批准日期"),
        [DataRequired(_l("填证书上的批准日期"))],
        description=_l("像 2026年5月24日 这样写。"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.level.choices = options(*((code, certificate_words(code)) for code in LEVELS))

    def validate_day(self, field: PastDayField) -> None:
        """Refuse a day before there was such an exam."""
        if field.day is not None and field.day < FIRST_EXAM:
            raise ValidationError(_("这个日子不对，看一下年份"))


class CheckForm(Form):
    """What a second person says about a certificate."""

    verdict = RadioField(_l("看过证书，怎么说"), [InputRequired(_l("选一样"))])
    words = StringField(
        _l("哪里不对"),
        [Length(max=200, message=_l("最多写 200 个字"))],
        filters=[one_line],
        description=_l("退回时要写，本人会看到。"),
    )
    seen = StringField(_l("看的是哪一版"), [Optional(), Length(max=80)])

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.verdict.choices = options(("yes", _("对得上，核对通过")), ("no", _("对不上，退回")))

    def validate_words(self, field: StringField) -> None:
        """A certificate is not sent back without a word."""
        if self.verdict.data == "no" and not field.data:
            raise ValidationError(_("写一句哪里不对"))


class RegisteredForm(Form):
    """The day a certificate was registered on."""

    day = PastDayField(
        _l("哪天登记的？"),
        [DataRequired(_l("填登记的日子"))],
        description=_l("像 2026年9月1日 这样写。"),
    )

    def __init__(self, first: date, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.first = first

    def validate_day(self, field: PastDayField) -> None:
        """Nothing is registered before it was granted."""
        if field.day is not None and field.day < self.first:
            raise ValidationError(_("比批准日期还早，看一下年份"))


class DegreeForm(Form):
    """A degree or title of somebody, and what shows it."""

    kind = RadioField(_l("哪一样"), [InputRequired(_l("选一样"))])
    words = StringField(
        _l("写清楚"),
        [
            DataRequired(_l("写学校、专业和学历，或者谁发的什么资格")),
            Length(max=120, message=TOO_LONG),
        ],
        filters=[one_line],
        description=_l("像“某某大学 社会工作 本科 2020”。"),
    )
    evidence = EvidenceField(
        _l("毕业证、学位证或资格证"), [EvidenceRequired(_l("选一张照片，或一个 PDF"))]
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.kind.choices = options(*((code, kind_words(code)) for code in KINDS))


class EndForm(Form):
    """Why something is taken off the record."""

    why = StringField(
        _l("为什么"),
        [DataRequired(_l("写一句为什么")), Length(max=200, message=_l("最多写 200 个字"))],
        filters=[one_line],
    )
