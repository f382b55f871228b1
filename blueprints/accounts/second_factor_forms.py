"""Forms of the second factor."""

from flask_babel import gettext as _
from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

from actions.entry import CODE_LENGTH, plain_code
from actions.second_factor import DIGITS
from blueprints.web.forms import Form, narrow
from blueprints.web.lazy import lazy_gettext as _l


class FactorForm(Form):
    """A code of the authenticator, or a recovery code."""

    code = StringField(
        _l("验证码"),
        [InputRequired(_l("填验证器上的 6 位数字"))],
        filters=[narrow, plain_code],
        description=_l("打开手机上的验证器，抄 6 位数字。手机不在身边，填一个备用码。"),
    )

    def validate_code(self, field: StringField) -> None:
        """Six digits, or ten letters and digits."""
        if len(field.data or "") not in {DIGITS, CODE_LENGTH}:
            raise ValidationError(_("验证码是 6 位数字，备用码是 10 个字母和数字，看一下少了没有"))


class SetUpForm(Form):
    """The first code of a new authenticator."""

    code = StringField(
        _l("验证器上的 6 位数字"),
        [InputRequired(_l("填验证器上的 6 位数字"))],
        filters=[narrow, plain_code],
        description=_l("每 30 秒换一次，填现在看到的。"),
    )


class ConfirmForm(Form):
    """The password that shows who asks."""

    old = PasswordField(_l("密码"), [InputRequired(_l("填密码，证明是你本人"))])


class OffForm(FactorForm, ConfirmForm):
    """Password and code: taking a factor away wants both."""
