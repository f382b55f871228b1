"""Words for regions: what is kept back, lists, allowances."""

from flask_babel import gettext as _

from blueprints.words.accounts import role_words
from blueprints.words.stages import stage_words
from domain.access import Role
from domain.allowances import AllowanceKind
from domain.candidates import LEARNS, about
from domain.suppression import LEAST
from models.list_queries import ListKind


def level_name(level: str) -> str:
    """A level of certificate, short enough for the head of a column."""
    return {"junior": _("初级"), "middle": _("中级"), "senior": _("高级")}.get(level, level)


def group_words(group: str) -> str:
    """A stage as a region counts it."""
    return _("在学和考试") if group == LEARNS else stage_words(group)


def group_means(group: str) -> str:
    """Who is counted there."""
    if group == LEARNS:
        return _("入班、在学、报了名、考完等成绩的人；分开写，就看得出谁没考过")
    return _("现在停在这一步的人")


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


def own_places(name: str) -> str:
    """The row of what belongs to the larger place itself, to none of those in it."""
    return _("%(name)s，直属的", name=name)


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
    return _("另有约 %(n)d 人没同意写名字，不在上面。", n=about(people))


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
