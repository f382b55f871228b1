"""Forms of the mocks."""

from wtforms import StringField
from wtforms.validators import Length

from blueprints.web.forms import Form, narrow
from blueprints.web.lazy import lazy_gettext as _l

CODE_LENGTH = 8


class CodeForm(Form):
    """The box for the 试卷代码. A wrong code is taken: the report says what it would have cost."""

    code = StringField(
        _l("试卷代码"),
        [Length(max=CODE_LENGTH, message=_l("抄 2 位代码，一个字母一个数字"))],
        filters=[lambda text: narrow(text).upper()],
    )
