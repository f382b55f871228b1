"""Words for certificates, their checks and registration, hours, degrees, and files refused."""

from collections.abc import Sequence

from flask_babel import gettext as _

from blueprints.words.days import long_day
from blueprints.words.road import level_words
from domain.continuing import Progress
from domain.standing import Registration

LEVELS = ("junior", "middle", "senior")
KINDS = ("sw-degree", "supervision")


def refused_words(code: str) -> str:
    """Why a file was not taken, and what to do."""
    return {
        "empty": _("这个文件是空的，重新拍一张"),
        "too-big": _("文件太大。照片不超过 5 MB，PDF 不超过 2 MB"),
        "not-a-kind": _("只收 JPG、PNG 照片和 PDF。别的格式先截图，再交截图"),
        "broken": _("这个文件打不开，重新拍一张再交"),
        "too-many-pixels": _("照片像素太高，先用手机截图，再交截图"),
        "acts": _("这个 PDF 里带了程序或附件。先截图，再交截图"),
    }[code]


def certificate_words(level: str) -> str:
    """What a certificate of a level is called in full."""
    return {
        "junior": _("助理社会工作师（初级）"),
        "middle": _("社会工作师（中级）"),
        "senior": _("高级社会工作师"),
    }.get(level, level_words(level))


def check_words(code: str) -> str:
    """Whether a second person has looked at a certificate."""
    return {
        "unverified": _("还没核对"),
        "sent-back": _("退回了"),
        "confirmed": _("已核对"),
    }[code]


def check_look(code: str) -> str:
    """The colour of that word."""
    return {"unverified": "warm", "sent-back": "bad", "confirmed": "ok"}[code]


def registration_words(found: Registration) -> str:
    """How a registration stands."""
    day = long_day(found.day) if found.day else ""
    return {
        "not-asked": _("这里不要求登记"),
        "ask": _("要不要登记，没有查到，先问县里"),
        "register-by": _("%(day)s以前登记", day=day),
        "register-late": _("登记期限 %(day)s，已过", day=day),
        "in-force": _("登记有效到 %(day)s", day=day),
        "window-open": _("可以再登记了，%(day)s到期", day=day),
        "lapsed": _("登记 %(day)s到期，没有续", day=day),
    }[found.code]


def reason_words(code: str) -> str:
    """Why a certificate counts as a holder's, or does not."""
    return {
        "unverified": _("不算：还没有人核对"),
        "sent-back": _("不算：核对时退回了"),
        "not-yet": _("不算：批准日期还没到"),
        "confirmed": _("算"),
        "registered": _("算：登记有效"),
        "registration-unsettled": _("暂时算：没有有效登记算不算，请向县级民政部门确认"),
        "not-registered": _("不算：这里要求登记有效，还没登记"),
        "lapsed": _("不算：这里要求登记有效，登记过期了"),
    }[code]


def hours_words(found: Progress) -> str:
    """Hours done, and what is missing."""
    if not found.needed:
        return _("学了 %(done)d 学时", done=found.done)
    if not found.short:
        return _("%(done)d 学时，够 %(needed)d 了", done=found.done, needed=found.needed)
    return _("%(done)d 学时，还差 %(short)d 学时", done=found.done, short=found.short)


def hours_meaning(found: Progress) -> str:
    """What the missing hours are needed for, and by when."""
    if not found.short:
        return _("再登记要的学时够了，把证明收好。")
    if found.term.ends is None:
        return _(
            "一个登记周期（3 年）要 %(needed)d 学时，还差 %(short)d 学时。",
            needed=found.needed,
            short=found.short,
        )
    return _(
        "%(day)s以前要学满 %(needed)d 学时，还差 %(short)d 学时。差着就不能再登记。",
        day=long_day(found.term.ends),
        needed=found.needed,
        short=found.short,
    )


def study_words(minutes: int) -> str:
    """A length of study in hours."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(n)d 学时", n=hours)
    return _("%(n)s 学时", n=f"{minutes / 60:.1f}")


def kind_words(kind: str) -> str:
    """What a qualification is."""
    return {
        "sw-degree": _("社会工作专业学历"),
        "supervision": _("督导资格（别处发的）"),
    }.get(kind, kind)


def state_words(state: str) -> str:
    """A filter of the list."""
    return {
        "": _("全部"),
        "unverified": _("还没核对"),
        "sent-back": _("退回了"),
        "confirmed": _("已核对"),
    }[state]


def joined(words: Sequence[str]) -> str:
    """Some words in one line."""
    return _("，").join(word for word in words if word)
