"""Words for candidates: where they stand, what was done, what is not known yet."""

from collections.abc import Sequence

from flask_babel import gettext as _

from domain.recruiting import State


def state_words(state: str) -> str:
    """Where a candidate stands."""
    return {
        State.OPEN: _("在联系"),
        State.INVITED: _("发了邀请码"),
        State.JOINED: _("加入了"),
        State.DROPPED: _("不跟了"),
    }[State(state)]


def filter_words(name: str) -> str:
    """Which candidates a list shows."""
    return {
        "": _("在联系的和发了邀请码的"),
        "open": _("在联系的"),
        "invited": _("发了邀请码的"),
        "joined": _("加入了的"),
        "dropped": _("不跟了的"),
        "all": _("全部"),
    }[name]


def history_words(action: str, what: Sequence[str] = ()) -> str:
    """What was done to a candidate's row."""
    if action == "candidate-changed":
        return _("改了：%(fields)s", fields=_("、").join(field_words(name) for name in what))
    return {
        "candidate-entered": _("记下了"),
        "candidate-invited": _("发了邀请码"),
        "candidate-dropped": _("不跟了"),
        "candidate-taken-up": _("接着跟"),
    }.get(action, action)


def field_words(name: str) -> str:
    """What a field of a candidate is called."""
    return {
        "name": _("姓名"),
        "phone": _("手机号"),
        "home_id": _("乡镇"),
        "village": _("村"),
        "education": _("学历"),
        "major": _("专业"),
        "years": _("做社会工作几年"),
        "knows": _("认识谁"),
        "runs": _("经营什么"),
        "note": _("备注"),
    }.get(name, name)


def missing_fact_words(name: str) -> str:
    """What to ask a candidate so that the answer about eligibility can be given."""
    return {
        "education": _("问一下学历。"),
        "major": _("问一下学的是不是社会工作专业。"),
        "practice": _("问一下做社会工作几年了。"),
    }.get(name, "")
