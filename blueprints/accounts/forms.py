"""Forms of coming in, of joining and of one's own account."""

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, PasswordField, RadioField, StringField, ValidationError
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from actions.entry import CODE_LENGTH, plain_code
from blueprints.web.forms import Form, narrow, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.accounts import consent_words, password_hint, password_trouble
from domain.consent import LEARNING_DATA
from domain.passwords import trouble_with
from domain.phone import normal_phone

LONGEST_NAME = 40
_LOGIN_NAME = re.compile(r"[a-z0-9\u4e00-\u9fff]{2,20}")


class SignInForm(Form):
    """Phone number or user name, and password."""

    login = StringField(
        _l("手机号或用户名"), [DataRequired(_l("填手机号或用户名"))], filters=[narrow]
    )
    password = PasswordField(_l("密码"), [InputRequired(_l("填密码"))])


class CodeForm(Form):
    """The code of an invite."""

    code = StringField(
        _l("邀请码"),
        [DataRequired(_l("填邀请码，10 个字母和数字"))],
        filters=[narrow],
        description=_l("10 个字母和数字，比如 ABCDE-23456。大小写、横线都不要紧。"),
    )

    def validate_code(self, field: StringField) -> None:
        """A code has ten letters and digits."""
        length = len(plain_code(field.data or ""))
        if length != CODE_LENGTH:
            raise ValidationError(
                _("邀请码是 %(n)d 个字母和数字，现在有 %(have)d 个", n=CODE_LENGTH, have=length)
            )


class AgreeForm(Form):
    """The agreement without which nobody can be guided."""

    agree = BooleanField(validators=[InputRequired(_l("勾上这一条才能入班。不勾也能不登录看课文"))])

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.agree.label.text = consent_words(LEARNING_DATA)


class AgreementForm(Form):
    """Whether the agency may see what somebody learns, asked of who was entered by others."""

    answer = RadioField(
        _l("学习情况给机构和带班老师看吗？"),
        [AnyOf(("yes", "no"), _l("选一个：同意，还是不同意"))],
        choices=options(("yes", _l("同意")), ("no", _l("不同意"))),
        validate_choice=False,
    )


class ListsForm(Form):
    """Whether lists for the bureau may name this person."""

    lists = RadioField(
        _l("给主管部门的名单里，写你的名字吗？"),
        [AnyOf(("yes", "no"), _l("选一个：写名字，还是只算人数"))],
        choices=options(("yes", _l("同意写我的名字")), ("no", _l("不写名字，只算人数"))),
        validate_choice=False,
        description=_l("写不写都能入班。以后在“我的”里随时能改。"),
    )


class NameForm(Form):
    """A person's name."""

    name = StringField(
        _l("你叫什么名字？"),
        [
            DataRequired(_l("填姓名，和身份证上一样")),
            Length(max=LONGEST_NAME, message=_l("姓名最多 40 个字")),
        ],
        filters=[one_line],
        description=_l("和身份证上一样，以后报名对得上。"),
    )


class LoginForm(Form):
    """What a new person will sign in with."""

    login = StringField(
        _l("用哪个手机号登录？"),
        [DataRequired(_l("填手机号，11 位数字；没有手机就起一个用户名"))],
        filters=[narrow],
        description=_l("没有自己的手机，就起一个用户名，2 到 20 个汉字、字母或数字。"),
    )

    def validate_login(self, field: StringField) -> None:
        """A phone number, or what can be a user name."""
        if normal_phone(field.data or "") is None:
            _check_login_name(field.data or "")


class NewPasswordForm(Form):
    """A new password; `own_words` are what it must not be."""

    password = PasswordField(_l("定一个密码"))

    def __init__(self, *args: Any, own_words: tuple[str, ...] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.words = own_words
        self.password.description = password_hint()

    def validate_password(self, field: PasswordField) -> None:
        """Long enough, not known to everybody, not the person's own name."""
        trouble = trouble_with(field.data or "", self.words)
        if trouble:
            raise ValidationError(password_trouble(trouble))


class RecoverForm(NewPasswordForm):
    """The code of a recovery slip, and the new password."""

    code = StringField(
        _l("恢复单上的码"),
        [DataRequired(_l("填恢复单上的码，10 个字母和数字"))],
        filters=[narrow],
        description=_l("带班老师打印给你的那张，大小写、横线都不要紧。"),
    )
    password = PasswordField(_l("新密码"))


class PasswordForm(NewPasswordForm):
    """The password until now, and the new one."""

    old = PasswordField(_l("现在的密码"), [InputRequired(_l("填现在的密码"))])
    password = PasswordField(_l("新密码"))


class PhoneForm(Form):
    """Another phone number, and the password that shows who asks."""

    phone = StringField(_l("新手机号"), [DataRequired(_l("填手机号，11 位数字"))], filters=[narrow])
    old = PasswordField(_l("密码"), [InputRequired(_l("填密码，证明是你本人"))])

    def validate_phone(self, field: StringField) -> None:
        """A mobile number."""
        if field.data and normal_phone(field.data) is None:
            raise ValidationError(_("填手机号，11 位数字，看一下少了还是多了"))


class UserNameForm(Form):
    """Another user name, and the password that shows who asks."""

    login_name = StringField(
        _l("新用户名"),
        [DataRequired(_l("填用户名，2 到 20 个汉字、字母或数字"))],
        filters=[narrow, str.lower],
        description=_l("2 到 20 个汉字、字母或数字。"),
    )
    old = PasswordField(_l("密码"), [InputRequired(_l("填密码，证明是你本人"))])

    def validate_login_name(self, field: StringField) -> None:
        """Letters, digits and Han characters, so that no two names look alike."""
        if field.data:
            _check_login_name(field.data)


class ErasureForm(Form):
    """The password that shows who asks to be erased."""

    old = PasswordField(_l("密码"), [InputRequired(_l("填密码，证明是你本人"))])


def _check_login_name(text: str) -> None:
    if re.fullmatch(r"[+\d\s().-]+", text):
        raise ValidationError(_("手机号是 11 位数字，看一下少了还是多了"))
    if not _LOGIN_NAME.fullmatch(text.lower()):
        raise ValidationError(_("用户名用 2 到 20 个汉字、字母或数字，不用别的符号"))
