"""Words for accounts: what people agree to, what they are, what is wrong with a password."""

from flask_babel import gettext as _

from domain.access import Role
from domain.consent import LEARNING_DATA, NAMED_LISTS
from domain.passwords import LONGEST, SHORTEST

CONSENT_VERSION = "2026-11"
"""Changes whenever the words of a consent change, so that old agreements can be told apart."""


def consent_title(purpose: str) -> str:
    """What a consent is called in a list."""
    return {
        LEARNING_DATA: _("学习情况给机构和带班老师看"),
        NAMED_LISTS: _("名单里写我的名字，交给主管部门"),
    }.get(purpose, purpose)


def consent_words(purpose: str) -> str:
    """The words a person agrees to; they are kept with the agreement."""
    return {
        LEARNING_DATA: _(
            "我同意：这家机构和带班老师看我的姓名、学习记录、模考成绩和报考进度，只用来安排和辅导学习。"
        ),
        NAMED_LISTS: _(
            "我同意：机构把我的姓名、学习和考试情况写进名单，交给本县主管部门（县委社会工作部、民政局）。"
        ),
    }[purpose]


def consent_without(purpose: str) -> str:
    """What changes for a person who takes this agreement back."""
    return {
        LEARNING_DATA: _(
            "收回以后，机构和带班老师看不到你的学习情况。他们也没法给你布置学习、打印恢复单。"
            "你自己照样能学。"
        ),
        NAMED_LISTS: _("收回以后，再交名单时只算人数，不写你的名字。学习不受影响。"),
    }[purpose]


def consent_refused(purpose: str) -> str:
    """What it means for a person to say no from the start."""
    return {
        LEARNING_DATA: _(
            "不同意，机构和带班老师就看不到你的学习情况，也没法给你布置学习、打印恢复单。"
            "你自己照样能学。以后在“我的”里随时能改。"
        ),
    }[purpose]


def role_words(role: Role) -> str:
    """What a person is to an agency or region."""
    return {
        Role.TRAINEE: _("学员"),
        Role.MENTOR: _("带班老师"),
        Role.MANAGER: _("机构主管"),
        Role.BUREAU: _("党委社会工作部"),
        Role.CIVIL: _("民政局"),
        Role.AUTHOR: _("内容作者"),
        Role.ADMIN: _("系统管理员"),
    }[role]


def password_hint() -> str:
    """What makes a good password, said before it is typed."""
    return _("至少 %(n)d 位。用一句自己记得住的话最好，不用定期换。", n=SHORTEST)


def password_trouble(code: str) -> str:
    """What to do about a password that will not do."""
    return {
        "too_short": _("密码至少 %(n)d 位，再加几个字", n=SHORTEST),
        "too_long": _("密码最多 %(n)d 位，减几个字", n=LONGEST),
        "common": _("这个密码太常见，别人一猜就中，换一句自己的话"),
        "own_name": _("别用自己的名字或手机号当密码，换一句话"),
    }[code]


def device_words(label: str) -> str:
    """What a device is called in the list of sessions."""
    return {"?": _("认不出的设备"), "微信": _("微信里打开的")}.get(label, label)
