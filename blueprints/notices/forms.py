"""Forms of this part: an address, quiet hours, a mail server."""

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from actions.mail import SECURITIES
from blueprints.web.forms import Form, narrow, options
from blueprints.web.lazy import lazy_gettext as _l

ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}", re.ASCII)
PORTS = range(1, 65536)
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?", re.ASCII)
LONGEST = 120
HOURS = options(*((str(hour), f"{hour:02}:00") for hour in range(24)))
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


def is_address(_form: Any, field: Any) -> None:  # noqa: ANN401
    """Refuse what is no address of a mailbox."""
    if len(field.data) > LONGEST or not ADDRESS.fullmatch(field.data):
        raise ValidationError(_("邮箱写成 name@example.cn 这样"))


class AddressForm(Form):
    """Where mail goes."""

    email = StringField(
        _l("邮箱"), [InputRequired(_l("填邮箱，或返回不填")), is_address], filters=[narrow]
    )


class CodeForm(Form):
    """The code that was mailed."""

    code = StringField(
        _l("信里的验证码"), [InputRequired(_l("填信里的 6 位数字"))], filters=[narrow]
    )


class QuietForm(Form):
    """The hours without mail."""

    quiet_from = SelectField(_l("从几点起不发"), choices=HOURS)
    quiet_until = SelectField(_l("到几点"), choices=HOURS)


class ServerForm(Form):
    """How mail leaves."""

    host = StringField(_l("发信服务器"), [InputRequired(_l("填服务器的域名"))], filters=[narrow])
    port = IntegerField(_l("端口"))
    security = RadioField(
        _l("加密"),
        choices=options(
            ("tls", _l("TLS（一般 465 端口）")),
            ("starttls", _l("STARTTLS（一般 587 端口）")),
            ("none", _l("不加密，只能用本机的服务器")),
        ),
        validators=[InputRequired(_l("选一种加密"))],
    )
    user = StringField(
        _l("登录名"),
        [Optional(), Length(max=LONGEST, message=_l("登录名最多 120 个字"))],
        filters=[narrow],
    )
    password = PasswordField(
        _l("密码"), [Optional()], description=_l("留空就用原来存的。存了以后谁也看不到。")
    )
    sender = StringField(
        _l("发信人邮箱"), [InputRequired(_l("填发信人邮箱")), is_address], filters=[narrow]
    )

    def validate_host(self, field: Any) -> None:  # noqa: ANN401
        """Refuse what is no name of a machine."""
        if not HOST.fullmatch(field.data or ""):
            raise ValidationError(_("填服务器的域名，像 smtp.example.cn"))

    def validate_port(self, field: Any) -> None:  # noqa: ANN401
        """Refuse what is no port, however long."""
        if field.data not in PORTS:
            field.errors = []
            raise ValidationError(_("端口是 1 到 65535 的数字，一般是 465 或 587"))

    def validate_security(self, field: Any) -> None:  # noqa: ANN401
        """Without encryption a password may not leave the machine."""
        if field.data not in SECURITIES:
            raise ValidationError(_("选一种加密"))
        if field.data == "none" and self.host.data not in LOOPBACK:
            raise ValidationError(_("不加密只能用本机的服务器，别处请选 TLS"))
