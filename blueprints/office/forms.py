"""Forms of administration."""

from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from blueprints.web.forms import Form, one_line, options
from blueprints.web.lazy import lazy_gettext as _l

LONGEST_REASON = 200
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
