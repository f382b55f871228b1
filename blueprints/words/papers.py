"""Words of the papers: titles, what each is for, periods, and where a paper speaks for itself."""

from flask_babel import gettext as _

from domain.halves import Half


def half_words(half: Half) -> str:
    """A half-year."""
    if half.number == 1:
        return _("%(year)d 年上半年", year=half.year)
    return _("%(year)d 年下半年", year=half.year)


def paper_title(code: str) -> str:
    """What a paper of the county is called."""
    return {
        "survey": _("社会工作人才摸底表"),
        "exam-roster": _("报考花名册"),
        "sign-in": _("培训签到表"),
        "plan": _("培训方案"),
        "expenses": _("考试费用报销表"),
        "ledger": _("持证人员台账"),
        "half-year": _("半年工作总结"),
    }[code]


def paper_use(code: str) -> str:
    """What a paper is for, and what it is made from."""
    return {
        "survey": _("谁在学、谁有意向，什么学历，能不能报考"),
        "exam-roster": _("谁报名，报哪一级，缴费没有"),
        "sign-in": _("一个班一张，打印出来签"),
        "plan": _("一个班的目标、人数、每周安排"),
        "expenses": _("报名费、准考证、成绩，票据自己贴"),
        "ledger": _("谁有证、登记到哪天、学时够不够"),
        "half-year": _("这半年和上半年的数字，放在一起"),
    }[code]


def village_title(code: str) -> str:
    """What a paper of the village is called."""
    return {
        "what-we-do": _("社工能做什么、不做什么"),
        "agreement": _("三方协议"),
        "monthly": _("社工服务月报表"),
    }[code]


def village_use(code: str) -> str:
    """What a paper of the village is for."""
    return {
        "what-we-do": _("一页纸，给村两委看，贴墙上也行"),
        "agreement": _("村委会、机构、学员各一份，签字盖章"),
        "monthly": _("每月一张：哪天、几小时、做什么、多少人，不写名字"),
    }[code]


def fen_words(fen: int | None) -> str:
    """An amount in yuan for a table; nothing where it is not known."""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"
