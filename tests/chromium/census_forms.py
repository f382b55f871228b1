"""Pages that only a form leads to: refused ones (422), check pages, codes shown once."""

from dataclasses import dataclass, field
from typing import Final

from tests.cast import PASSWORD
from tests.chromium.town import NEWCOMER, STRANGER


@dataclass(frozen=True)
class Sent:
    """Whose form, where it stands, the button, what is filled in, ticked and picked."""

    who: str
    start: str
    button: str
    fields: dict[str, str] = field(default_factory=dict)
    tick: str = ""
    status: int = 422
    pick: str = ""


FANG = "xiaofang"
ERASED = "xiaoqiang"

AFTER_FORMS: Final[dict[str, Sent]] = {
    "sign-in refused": Sent(STRANGER, "/login", "登录", {"login": "nobody", "password": "x"}),
    "empty recovery": Sent(STRANGER, "/recover", "定新密码，登录"),
    "no such invite": Sent(STRANGER, "/join", "看看是谁邀请的", {"code": "abc"}),
    "not agreed": Sent(STRANGER, "{join}", "下一步"),
    "no name": Sent(NEWCOMER, "{join}/name", "下一步", {"name": ""}),
    "phone too short": Sent(NEWCOMER, "{join}/login", "下一步", {"login": "1380013"}),
    "weak password": Sent(NEWCOMER, "{join}/password", "加入", {"password": "12345678"}),
    "questions left out": Sent(FANG, "{next_lesson}/check", "交上去，看解析"),
    "nothing chosen": Sent(FANG, "{open_set}/4", "提交答案"),
    "code too long": Sent(FANG, "{open_mock}/sheet", "改好了，存下", {"code": "ABCDEFGHI"}),
    "no day": Sent(FANG, "/road/eligibility/spell", "记下这一段", {"start": "去年"}),
    "no marks": Sent(FANG, "/road/results/junior/2026", "记下来", {"j_zh": "六十"}),
    "no minutes": Sent(FANG, "/plan/minutes", "就这样", {"minutes": "很多"}),
    "wrong password": Sent(FANG, "/me/password", "改密码", {"old": "x", "password": "y"}),
    "nobody to assign to": Sent("wang", "/assign/new/read", "看一遍再布置"),
    "too many places": Sent("wang", "/invites/new", "做好邀请码", {"places": "9999"}),
    "no reason": Sent("wang", "/extra-time/{fang}", "就这样定，下一场模考起", {"minutes": "abc"}),
    "not looked at": Sent("li", "/agency/staff/{certificate}", "就这样说"),
    "no subject": Sent("xiaojun", "/road/certificate/hours/new", "记下来", {"hours": "很多"}),
    "whole certificate number": Sent("xiaojun", "/road/certificate", "显示整个编号", status=200),
    "whole number": Sent(FANG, "/me", "显示整个手机号", status=200),
    "assignment to check": Sent(
        "wang", "/assign/new/mock", "看一遍再布置", {"reason": "先摸个底"}, "people", 200, "target"
    ),
    "invite with its code": Sent("wang", "/invites/new", "做好邀请码", status=200),
    "slip with its code": Sent(
        "wang", "/recovery-slips/{fang}", "确认是本人，做恢复单", status=200
    ),
    "asked to be erased": Sent(
        ERASED, "/me/data/erasure", "申请注销", {"old": PASSWORD}, status=200
    ),
}


def form_part(name: str) -> str:
    """The name under which such a page is counted."""
    return f"form: {name}"
