"""Words for what the log says was done."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from blueprints.words.founding import field_words, list_words
from blueprints.words.rule_parts import key_words, value_words
from blueprints.words.stages import stage_words

QUIET = {"membership", "post", "reason", "leader", "allowance"}
"""Keys of a detail that say nothing to a reader, or are said first."""


def action_words(action: str) -> str:
    """What was done; a new kind by its code."""
    return actions().get(action, action)


def detail_words(detail: Mapping[str, Any]) -> str:
    """The reason first, then what else was kept."""
    parts = [str(detail["reason"])] if detail.get("reason") else []
    parts += [
        _("%(key)s：%(value)s", key=key_words(key), value=_told(key, value))
        for key, value in detail.items()
        if key not in QUIET and value not in ("", None, [], {})
    ]
    return _("；").join(parts)


def _told(key: str, value: Any) -> str:  # noqa: ANN401
    """What one key says; of a team's rows which kind it was and which fields, never their codes."""
    if key == "fields":
        return list_words([field_words(one) for one in str(value).split()])
    if key == "part":
        return _part(str(value).partition(":")[0])
    return _said(value)


def _part(kind: str) -> str:
    return {"step": _("步骤"), "paper": _("材料")}.get(kind) or _("组员")


def _said(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(map(str, value))
    return value_words(stage_words(str(value)))


def actions() -> dict[str, str]:
    """Every kind of act there are words for."""
    return {**_accounts(), **_house(), **_agency(), **_classes()}


def _accounts() -> dict[str, str]:
    return {
        "joined": _("加入机构"),
        "renamed": _("改了姓名"),
        "phone-changed": _("改了手机号"),
        "login-name-changed": _("改了用户名"),
        "password-set": _("设了新密码"),
        "recovery-slip-made": _("做了恢复单"),
        "second-factor-set-up": _("开了第二道验证"),
        "second-factor-off": _("关了第二道验证"),
        "second-factor-reset": _("重置了第二道验证"),
        "recovery-codes-made": _("做了备用码"),
        "recovery-code-used": _("用了一个备用码"),
        "consent-given": _("同意了一件事"),
        "consent-refused": _("问过，没有同意"),
        "consent-withdrawn": _("收回了同意"),
        "erasure-asked": _("申请注销"),
        "erasure-undone": _("撤回注销"),
        "person-erased": _("注销了"),
        "mail-address-proved": _("核对了邮箱"),
        "mail-address-forgotten": _("删了邮箱"),
        "role-granted": _("得到身份"),
        "role-reason": _("说明为什么给身份"),
        "role-ended": _("身份收回了"),
    }


def _house() -> dict[str, str]:
    return {
        "agency-founded": _("加了机构"),
        "agency-closed": _("停了机构"),
        "agency-reopened": _("重新开了机构"),
        "second-factor-wished": _("定了要不要第二道验证"),
        "region-added": _("加了地区"),
        "rules-entered": _("录了规则"),
        "rules-withdrawn": _("收回了规则"),
        "mail-set-up": _("设了发信邮箱"),
        "mail-taken-down": _("停了发信邮箱"),
        "restored": _("从备份恢复"),
        "keys-rotated": _("换了密钥"),
        "keys-let-go": _("去掉了旧密钥"),
        "named-list-opened": _("看了有名字的名单"),
        "allowance-entered": _("记了补贴"),
        "allowance-taken-back": _("收回了补贴的记录"),
    }


def _agency() -> dict[str, str]:
    return {
        "invite-made": _("发了邀请码"),
        "invite-cancelled": _("停了邀请码"),
        "waits": _("在等候室等着"),
        "let-in": _("放进来了"),
        "turned-away": _("没放进来"),
        "stage-entered": _("进了一个阶段"),
        "left-agency": _("离开了"),
        "asked-back": _("请本人回来"),
        "guidance-handed-over": _("换了带班老师"),
        "post-begun": _("上岗"),
        "post-corrected": _("改了岗位"),
        "post-ended": _("离岗"),
        "station-opened": _("加了站点"),
        "roster-read": _("读了名册"),
        "roster-applied": _("名册录进去了"),
        "roster-added": _("名册加了人"),
        "roster-undo-begun": _("开始撤回名册"),
        "roster-undone": _("名册撤回了"),
        "candidate-entered": _("加了备选人员"),
        "candidate-changed": _("改了备选人员"),
        "candidate-dropped": _("去掉了备选人员"),
        "candidate-invited": _("邀请了备选人员"),
        "candidate-taken-up": _("备选人员加入了"),
        "mentor-asked": _("请人当带班老师"),
        "offer-accepted": _("接受了邀请"),
        "offer-declined": _("没接受邀请"),
        "certificate-entered": _("记了证书"),
        "certificate-number-shown": _("看了证书号"),
        **_proofs(),
        **_teams(),
    }


def _proofs() -> dict[str, str]:
    return {
        "certificate-evidence-given": _("交了证书照片"),
        "certificate-number-entered": _("记了证书号"),
        "certificate-confirmed": _("核对了证书，通过"),
        "certificate-sent-back": _("核对了证书，退回"),
        "qualification-entered": _("记了学历或资格"),
        "qualification-confirmed": _("核对了学历或资格"),
        "qualification-ended": _("收回了学历或资格"),
        "hours-entered": _("记了继续教育学时"),
        "hours-taken-back": _("收回了继续教育学时"),
    }


def _teams() -> dict[str, str]:
    return {
        "team-made": _("建了筹备组"),
        "team-joined": _("进了筹备组"),
        "team-left": _("离开了筹备组"),
        "team-changed": _("改了筹备组的步骤、材料或组员"),
        "team-stage": _("筹备组到了另一个阶段"),
        "team-registered": _("筹备组登记成机构"),
    }


def _classes() -> dict[str, str]:
    return {
        "class-made": _("建了班"),
        "class-opened": _("开了班"),
        "class-closed": _("收了班"),
        "class-reopened": _("重新开了班"),
        "class-changed": _("换了班"),
        "class-leader-set": _("定了学习组长"),
        "week-planned": _("排了一周"),
        "absence-noted": _("记了请假"),
        "absence-taken-back": _("收回了请假"),
        "rehearsal-planned": _("定了演练"),
        "rehearsal-cancelled": _("取消了演练"),
        "card-typed-in": _("录了答题卡"),
        "assigned": _("布置了学习"),
        "assigned-late": _("给后来的人布置了"),
        "assignment-cancelled": _("取消了布置"),
        "extra-time-given": _("加了模考时间"),
    }
