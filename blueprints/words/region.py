"""Words for regions: posts, what is kept back, lists, allowances."""

from flask_babel import gettext as _

from blueprints.words.accounts import role_words
from domain.access import Role
from domain.allowances import AllowanceKind
from domain.stages import PostKind
from domain.suppression import LEAST
from models.list_queries import ListKind


def post_words(kind: str) -> str:
    """What a kind of post is called."""
    return {
        PostKind.NONE.value: _("没有岗位"),
        PostKind.VOLUNTEER.value: _("志愿者"),
        PostKind.VILLAGE.value: _("村（社区）干部"),
        PostKind.STATION.value: _("社工站"),
        PostKind.ELDER.value: _("养老中心"),
        PostKind.RELIEF.value: _("救助站"),
        PostKind.WELFARE.value: _("福利院"),
        PostKind.AGENCY.value: _("机构专职"),
        PostKind.OTHER.value: _("别的岗位"),
    }.get(kind, kind)


def level_name(level: str) -> str:
    """A level of certificate, short enough for the head of a column."""
    return {"junior": _("初级"), "middle": _("中级"), "senior": _("高级")}.get(level, level)


def few() -> str:
    """What stands where a number is kept back."""
    return f"<{LEAST}"


def nobody_sat() -> str:
    """What stands where a share of nobody would stand."""
    return _("没有人参考")


def few_note() -> str:
    """Why some numbers are kept back."""
    return _(
        "写“<%(n)d”的，是不到 %(n)d 人；或者写出来，就能算出别处不到 %(n)d 人的数，所以一起不写。",
        n=LEAST,
    )


def own_people(name: str) -> str:
    """The row of those of whom only the larger place is known."""
    return _("%(name)s，没写到下一级", name=name)


def whole(name: str) -> str:
    """The row of the whole region."""
    return _("%(name)s合计", name=name)


def list_words(kind: str) -> str:
    """What a named list is called."""
    return {
        ListKind.ALLOWANCE.value: _("补贴名单"),
        ListKind.SITTING.value: _("参加考试的名单"),
    }.get(kind, kind)


def list_about(kind: str) -> str:
    """Who stands on it."""
    return {
        ListKind.ALLOWANCE.value: _("这一年领了补贴的人，哪种补贴，多少钱"),
        ListKind.SITTING.value: _("今年报名缴了费、或者考完的人"),
    }.get(kind, kind)


def left_out_words(people: int) -> str:
    """How many are not named; small numbers are not told."""
    if people < LEAST:
        return _("没同意写名字的人不在上面。")
    return _("另有 %(n)d 人没同意写名字，不在上面。", n=people)


def allowance_words(kind: str) -> str:
    """What an allowance is for."""
    return {
        AllowanceKind.EXAM_FEE.value: _("报考费"),
        AllowanceKind.TRAVEL.value: _("考试路费"),
        AllowanceKind.TRAINING.value: _("培训补贴"),
        AllowanceKind.PASSED.value: _("考过奖励"),
        AllowanceKind.MONTHLY.value: _("持证补贴"),
        AllowanceKind.OTHER.value: _("别的补贴"),
    }.get(kind, kind)


def bureau_words(region: str) -> str:
    """An officer's bureau with its region."""
    return _("%(region)s%(bureau)s", region=region, bureau=role_words(Role.BUREAU))


def share(part: int, total: int) -> str:
    """A share in whole percent; nothing of nothing."""
    return _("%(n)d%%", n=round(100 * part / total)) if total else ""
