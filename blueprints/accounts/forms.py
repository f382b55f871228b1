"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from blueprints.web.forms import Form, narrow


class SignInForm(Form):
    """Phone number or user name, and password."""

    login = StringField(
        _l("手机号或用户名"),
        [InputRequired(_l("填手机号或用户名"))],
        filters=[narrow],
    )
    password = PasswordField(_l("密码"), [InputRequired(_l("填密码"))])
