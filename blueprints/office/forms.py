"""Forms of administration."""

from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from blueprints.web.forms import Form, narrow, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.accounts import role_words
from domain.access import AGENCY_ROLES, GRANTS, REGION_ROLES, Role
from domain.phone import normal_phone

LONGEST_REASON = 200
COUNTY_DIGITS = 6
WISHES = {"house": None, "on": True, "off": False}


class ReasonForm(Form):
    """Why; the log keeps it."""

    reason = StringField(
        _l("为什么"),
        [
            DataRequired(_l("写一句为什么，以后查得到")),
            Length(max=LONGEST_REASON, message=_l("最多写 200 个字")),
        ],
        filters=[one_line],
        description=_l("写进操作记录，删不掉。不写别人的隐私。"),
    )


class WishForm(Form):
    """What an agency asks of its staff at sign-in."""

    agency = StringField()
    wish = RadioField(
        _l("本机构的老师和主管登录，要不要第二道验证？"),
        [InputRequired(_l("选一个"))],
        choices=options(
            ("on", _l("要：密码以外，再填手机上的 6 位数字")),
            ("off", _l("不要：有密码就行")),
            ("house", _l("按平台的规定")),
        ),
    )


class NewAgencyForm(Form):
    """A new agency, where it is, and who runs it first."""

    name = StringField(
        _l("机构全名"),
        [DataRequired(_l("填机构全名")), Length(max=80, message=_l("最多写 80 个字"))],
        filters=[one_line],
    )
    region = StringField(
        _l("在哪个县（地区代码）"),
        [DataRequired(_l("填县的地区代码，6 位数字"))],
        filters=[narrow],
        description=_l("6 位数字，比如 420527 是湖北省宜昌市秭归县。自己加的开发区也行。"),
    )
    region_name = StringField(
        _l("县名"),
        [Optional(), Length(max=60, message=_l("最多写 60 个字"))],
        filters=[one_line],
        description=_l("代码在我们这里查不到时才用填。"),
    )
    manager = StringField(
        _l("第一个主管的姓名"),
        [DataRequired(_l("填主管的姓名")), Length(max=40, message=_l("姓名最多 40 个字"))],
        filters=[one_line],
    )
    phone = StringField(
        _l("主管的手机号"),
        [DataRequired(_l("填手机号，11 位数字"))],
        filters=[narrow],
        description=_l("他用这个号登录。"),
    )

    def validate_region(self, field: StringField) -> None:
        """A county's code."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) == COUNTY_DIGITS):
            raise ValidationError(_("县的地区代码是 6 位数字，看一下少了还是多了"))

    def validate_phone(self, field: StringField) -> None:
        """A mobile number."""
        if field.data and normal_phone(field.data) is None:
            raise ValidationError(_("手机号是 11 位数字，看一下少了还是多了"))


class GrantForm(ReasonForm):
    """A role, and where it holds."""

    role = RadioField(_l("给什么身份"), [InputRequired(_l("选一个身份"))], validate_choice=False)
    where = StringField(
        _l("在哪里"),
        [Length(max=80, message=_l("最多写 80 个字"))],
        filters=[narrow],
        description=_l("老师、主管写机构全名；两种主管部门写地区代码；作者、管理员不用写。"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        given = [role for role in Role if role in GRANTS[Role.ADMIN]]
        self.role.choices = options(*((role.value, role_words(role)) for role in given))

    def validate_role(self, field: RadioField) -> None:
        """One that an administrator gives."""
        if field.data not in set(GRANTS[Role.ADMIN]):
            raise ValidationError(_("选一个身份"))

    def validate_where(self, field: StringField) -> None:
        """Needed for roles that hold somewhere, and for no other."""
        wanted = self.role.data in {*AGENCY_ROLES, *REGION_ROLES}
        if wanted and not field.data:
            raise ValidationError(_("写机构全名，或者地区代码"))
        if not wanted and field.data:
            raise ValidationError(_("作者和管理员管全平台，这里空着"))


class MentorForm(ReasonForm):
    """Somebody who is to be a mentor of one's agency."""

    agency = RadioField(_l("在哪家机构"), [InputRequired(_l("选一家机构"))], validate_choice=False)
    name = StringField(
        _l("姓名"),
        [DataRequired(_l("填姓名")), Length(max=40, message=_l("姓名最多 40 个字"))],
        filters=[one_line],
    )
    phone = StringField(
        _l("手机号"),
        [DataRequired(_l("填手机号，11 位数字"))],
        filters=[narrow],
        description=_l("他用这个号登录。"),
    )

    def validate_phone(self, field: StringField) -> None:
        """A mobile number."""
        if field.data and normal_phone(field.data) is None:
            raise ValidationError(_("手机号是 11 位数字，看一下少了还是多了"))
