"""Words for the walk of exam registration: what a step takes and how it stands."""

from flask_babel import gettext as _

from blueprints.words.days import long_moment
from domain.registration import Due, Step


def device_words(step: Step) -> str:
    """What a step is done with."""
    return {
        "phone": _("手机就行"),
        "computer": _("最好用电脑"),
        "windows": _("要一台 Windows 电脑"),
        "printer": _("要能打印"),
    }[step.device]


def device_advice(step: Step) -> str:
    """What to do about the device a step takes."""
    return {
        "phone": _("在手机浏览器里打开报名网站就能办。"),
        "computer": _("只用手机能不能走完，没有查实。最好借一台电脑。"),
        "windows": _(
            "照片处理工具只能在 Windows 电脑上用。没有电脑，先去村委会、社工站或打字店借。"
        ),
        "printer": _("手机上能看，进考场要纸的。打字复印店就能打。"),
    }[step.device]


def due_words(due: Due, *, locked: bool, may: bool) -> str:
    """How a step stands against its window, in one short line; `may` if it can be done now."""
    if due.state == "done":
        return _("做完了")
    if locked:
        return _("先做完前面的")
    if may and due.state in ("unknown", "not-open"):
        return _("现在就能办")
    return _window_words(due)


def _window_words(due: Due) -> str:
    if due.state == "not-open" and due.opens:
        return _("%(at)s开始", at=long_moment(due.opens))
    if due.state == "missed" and due.closes:
        return _("%(at)s已截止", at=long_moment(due.closes))
    if due.state == "open" and due.closes:
        return _("%(at)s截止", at=long_moment(due.closes))
    return _("时间还没公布")


def unpaid_words(days_left: int) -> str:
    """The daily reminder of the last week."""
    if days_left == 0:
        return _("今天是缴费最后一天。没缴费，等于没报名。")
    return _("还没缴费，只剩 %(n)d 天。没缴费，等于没报名。", n=days_left)
