"""Words for rosters: what columns are called, what is wrong and how to mend it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext as _

from actions.roster_zip import UnreadableError
from domain.roster import Column, Fault

Told = Mapping[str, Any]


def column_words(column: Column) -> str:
    """What a column is called in our own template."""
    return {
        Column.NAME: _("姓名"),
        Column.PHONE: _("手机号"),
        Column.ID_CARD: _("身份证号"),
        Column.EDUCATION: _("学历"),
        Column.MAJOR: _("专业"),
        Column.SINCE: _("从业起始"),
        Column.TOWNSHIP: _("乡镇"),
        Column.VILLAGE: _("村"),
        Column.CLASS: _("批次"),
        Column.MENTOR: _("带班老师"),
    }[column]


def column_means(column: Column) -> str:
    """What goes into a column, with an example."""
    return {
        Column.NAME: _("必填。和身份证上一样，生僻字照写。"),
        Column.PHONE: _("必填。11 位手机号，一个人一个。没有手机号的人先记进备选人员。"),
        Column.ID_CARD: _("选填。上传时选了用途才留下，不选就丢掉。"),
        Column.EDUCATION: _("选填。初中、高中、中专、大专、本科、硕士、博士。"),
        Column.MAJOR: _("选填。毕业证上的专业，比如“社会工作”。"),
        Column.SINCE: _("选填。从哪天起做社会工作，比如 2019-03。"),
        Column.TOWNSHIP: _("选填。本县的乡镇或街道。"),
        Column.VILLAGE: _("选填。村或社区。"),
        Column.CLASS: _("选填。班名。没有这个班就新建。"),
        Column.MENTOR: _("选填。本机构带班老师的姓名。"),
    }[column]


def unreadable_words(wrong: UnreadableError) -> str:
    """Why a file cannot be read, and what to do."""
    if wrong.code == "kind":
        return _kind_words(str(wrong.params.get("is_a", "")))
    return {
        "empty": _("这个文件里没有名单。第一行写列名，下面一人一行。"),
        "large": _("文件超过 5 MB。只留名单那一张表，另存一份再传。"),
        "rows": _("一次最多 20000 人。分成几个文件，分几次传。"),
        "locked": _("这个表加了密码。先去掉密码，再传。"),
        "bomb": _("这个文件解开以后太大，不像名单。新建一个表，把名单复制过去再传。"),
        "letters": _("文字的编码认不出来。用 Excel 或 WPS 另存为 xlsx 再传。"),
        "broken": _("这个表打不开。用 Excel 或 WPS 打开，另存为 xlsx 再传。"),
    }[wrong.code]


def _kind_words(is_a: str) -> str:
    return {
        "pdf": _("这是 PDF，不是表格。请传 xlsx、xls、ods 或 csv。"),
        "picture": _("这是图片，不是表格。请传 xlsx、xls、ods 或 csv。"),
        "archive": _("这是压缩包，不是表格。先解压，再传里面的表。"),
        "document": _("这是文字文件，不是表格。把名单放进表格，再传。"),
        "page": _("这是网页，不是表格。用 Excel 或 WPS 打开，另存为 xlsx 再传。"),
    }.get(is_a, _("这不是表格。请传 xlsx、xls、ods 或 csv。"))


_NAME: Final[Mapping[str, Callable[[Told], str]]] = {
    "missing": lambda _told: _("没有姓名。补上，或者删掉这一行。"),
    "long": lambda told: _("姓名最多 %(n)d 个字。", n=told["most"]),
    "broken": lambda _told: _("姓名里有个字没存下来。用 Excel 补上，另存为 xlsx。"),
    "odd": lambda told: _("姓名里有“%(sign)s”。去掉它，只写姓名。", sign=told["sign"]),
}
_PHONE: Final[Mapping[str, Callable[[Told], str]]] = {
    "missing": lambda _told: _("没有手机号。补上，或者先把这个人记进备选人员。"),
    "science": lambda _told: _("手机号被表格改成了科学计数。把这一列设成文本，重新填。"),
    "two": lambda _told: _("写了两个手机号。只留本人常用的一个。"),
    "landline": lambda _told: _("这是座机号，或者少了几位。写本人的 11 位手机号。"),
    "length": lambda _told: _("手机号要 11 位。数一数，补全。"),
    "digits": lambda _told: _("这不是手机号。写 11 位数字，1 开头。"),
    "repeated": lambda told: _(
        "手机号和第 %(first)d 行一样。一个人一个号，删掉或改掉一行。", first=told["first"]
    ),
}
_CARD: Final[Mapping[str, Callable[[Told], str]]] = {
    "science": lambda _told: _("身份证号被表格改成了数字，后几位丢了。把这一列设成文本，重新填。"),
    "length": lambda _told: _("身份证号要 18 位。数一数，补全。"),
    "letters": lambda _told: _("身份证号只有数字，最后一位可以是 X。看一下是不是打错了。"),
    "birthday": lambda _told: _("身份证号里的出生日期不对。对着身份证改。"),
    "check": lambda _told: _("身份证号的最后一位对不上，有一位打错了。对着身份证改。"),
    "repeated": lambda told: _(
        "身份证号和第 %(first)d 行一样。看一下是谁的。", first=told["first"]
    ),
    "others-card": lambda told: _(
        "这个身份证号在本机构是%(name)s的。看一下是不是换了手机号。", name=told["name"]
    ),
}
_EDUCATION: Final[Mapping[str, Callable[[Told], str]]] = {
    "unknown": lambda told: _(
        "学历“%(told)s”认不出来。写初中、高中、中专、大专、本科、硕士或博士。", told=told["told"]
    ),
}
_SINCE: Final[Mapping[str, Callable[[Told], str]]] = {
    "unknown": lambda told: _("日期“%(told)s”认不出来。写成 2019-03。", told=told["told"]),
    "october": lambda told: _(
        "“%(told)s”分不清是 1 月还是 10 月。写成 %(year)s-01 或 %(year)s-10。",
        told=told["told"],
        year=told["year"],
    ),
    "calendar": lambda _told: _("日历上没有这一天。看一下月和日。"),
    "future": lambda told: _("“%(told)s”还没到。写已经开始的日子。", told=told["told"]),
    "early": lambda told: _("“%(told)s”太早了。看一下年份。", told=told["told"]),
}
_OTHERS: Final[Mapping[str, Callable[[Told], str]]] = {
    "long": lambda told: _("字太多，最多 %(n)d 个字。", n=told["most"]),
    "no-township": lambda told: (
        _(
            "本县没有“%(told)s”，是不是“%(near)s”。先当村名记下。",
            told=told["told"],
            near=told["near"],
        )
        if told["near"]
        else _("本县没有“%(told)s”，先当村名记下。", told=told["told"])
    ),
    "no-mentor": lambda told: _("本机构没有叫“%(told)s”的带班老师，先空着。", told=told["told"]),
    "other-name": lambda told: _(
        "这个手机号在本机构是“%(kept)s”，表里是“%(told)s”。名字不改，请核对。",
        kept=told["kept"],
        told=told["told"],
    ),
}
_WORDS: Final[Mapping[Column, Mapping[str, Callable[[Told], str]]]] = {
    Column.NAME: _NAME,
    Column.PHONE: _PHONE,
    Column.ID_CARD: _CARD,
    Column.EDUCATION: _EDUCATION,
    Column.SINCE: _SINCE,
}


def fault_words(fault: Fault) -> str:
    """What is wrong in a cell and how to mend it, in one or two short sentences."""
    own = _WORDS.get(fault.column, {}) if fault.column else {}
    return (own.get(fault.code) or _OTHERS[fault.code])(fault.params)


def missing_words(column: Column) -> str:
    """A column without which nothing can be read."""
    return _("找不到“%(name)s”这一列。在表头写上“%(name)s”。", name=column_words(column))


def outcome_words(outcome: str) -> str:
    """What became of a row."""
    return {
        "came": _("进来了"),
        "updated": _("补了资料"),
        "same": _("已经在册"),
        "waiting": _("等本人进来"),
        "undone": _("撤回了"),
        "kept": _("没有撤回"),
    }.get(outcome, _("还没录入"))


def purpose_words(purpose: str) -> str:
    """Why ID-card numbers are kept."""
    return {"exam": _("报考花名册用"), "filing": _("机构备案材料用")}.get(
        purpose, _("不留身份证号")
    )
