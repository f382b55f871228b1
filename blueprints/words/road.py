"""Words for the road: eligibility, sittings, registration, marks and certificates."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from blueprints.words.days import long_day
from content.rules import Rule, Rulebook
from domain.eligibility import Answer, Line, Verdict
from domain.spells import Spell


def spell_words(spell: Spell) -> str:
    """From when to when."""
    if spell.end is None:
        return _("%(start)s到现在", start=long_day(spell.start))
    return _("%(start)s到 %(end)s", start=long_day(spell.start), end=long_day(spell.end))


def yuan_words(fen: int) -> str:
    """An amount of money."""
    yuan, rest = divmod(fen, 100)
    return _("%(n)s 元", n=f"{yuan}.{rest:02d}" if rest else str(yuan))


def marks_words(half_marks: int | None) -> str:
    """Marks of one paper."""
    if half_marks is None:
        return _("没考")
    whole, half = divmod(half_marks, 2)
    return _("%(n)s 分", n=f"{whole}.5" if half else str(whole))


def level_words(level: str) -> str:
    """What people call a level."""
    return {"junior": _("初级"), "middle": _("中级"), "senior": _("高级")}.get(level, level)


def education_words(code: str) -> str:
    """What people call an education."""
    return {
        "below": _("初中及以下"),
        "high-school": _("高中"),
        "vocational": _("中专、职高、技校"),
        "college": _("大专"),
        "bachelor": _("本科"),
        "master": _("硕士"),
        "doctor": _("博士"),
    }.get(code, code)


def paper_words(book: Rulebook, code: str) -> str:
    """The official name of a paper."""
    for rule in book.find("paper"):
        if rule.value["code"] == code:
            return rule.value["name"]
    return code


def verdict_words(answer: Answer) -> str:
    """The answer of eligibility in one sentence."""
    level = level_words(answer.level)
    if answer.verdict is Verdict.YES:
        return _("%(year)d 年可以报%(level)s", year=answer.year, level=level)
    if answer.verdict is Verdict.NEVER:
        return _("现在的学历还报不了%(level)s", level=level)
    if answer.verdict is Verdict.UNKNOWN:
        return _("还差一点，才知道能不能报%(level)s", level=level)
    if answer.first_year is None:
        return _("照现在填的，还算不出哪年能报%(level)s", level=level)
    return _("最早 %(year)d 年能报%(level)s", year=answer.first_year, level=level)


def find_out_words(name: str) -> str:
    """Where to look for a fact that somebody does not know."""
    return {
        "education": _("学历：看毕业证；找不到，问毕业学校或县教育局。"),
        "studying": _("毕业没有：问学校，有没有发毕业证。"),
        "graduated-on": _("哪天毕业：问班主任或教务处。"),
        "major": _("专业：看毕业证上写的专业名称。"),
        "practice": _("做过多久：翻劳动合同、任职文件、工资单，也可以问单位。"),
        "full-time-study": _("哪天入学：看录取通知书，或问学校。"),
        "certificate": _("有没有证：登录 www.cpta.com.cn 查证书。"),
        "certificate-date": _("哪天拿证：看证书上的批准日期。"),
        "region": _("在哪个省报名：按现在的工作地或居住地。"),
    }.get(name, name)


def _row_met(told: Mapping[str, Any]) -> str:
    if not told["years"]:
        return _("学历和专业都够，不要求从业年限。")
    return _(
        "要求从事社会工作满 %(years)d 年，算到截止那天你有 %(have)d 年。",
        years=told["years"],
        have=told["have"],
    )


def _row_later(told: Mapping[str, Any]) -> str:
    if told["have"] >= told["years"]:
        return _("从业年限不差，差的是学历或证书，%(year)d 年才齐。", year=told["year"])
    return _(
        "要求从事社会工作满 %(years)d 年；算到 %(until)s，只有 %(have)d 年。",
        years=told["years"],
        until=long_day(told["until"]),
        have=told["have"],
    )


def _certificate_first(told: Mapping[str, Any]) -> str:
    if told["year"] is None:
        return _("要先拿到助理社会工作师证书（初级），年限从拿证以后算起。")
    return _(
        "要先拿到助理社会工作师证书（初级），最早 %(year)d 年能考。年限从拿证以后算起。",
        year=told["year"],
    )


_LINES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "row-met": _row_met,
    "row-later": _row_later,
    "certificate-first": _certificate_first,
    "graduates-this-year": lambda told: _(
        "%(day)s毕业，算当年的应届毕业生。", day=long_day(told["on"])
    ),
    "practice-must-go-on": lambda told: _(
        "现在还没满，要一直做到 %(day)s。中间停了，就往后推。", day=long_day(told["on"])
    ),
    "cutoff": lambda told: _("从业年限算到 %(day)s为止。", day=long_day(told["until"])),
    "years-full": lambda told: _(
        "一直做下去，%(day)s满 %(years)d 年。", day=long_day(told["on"]), years=told["years"]
    ),
    "education-from": lambda told: _(
        "毕业证要在 %(until)s以前拿到，你 %(on)s毕业。",
        until=long_day(told["until"]),
        on=long_day(told["on"]),
    ),
    "start-practice": lambda told: _(
        "这是按从 %(day)s起开始做、一直做来算的。", day=long_day(told["on"])
    ),
}


def line_words(line: Line, rule: Rule | None) -> str:
    """One line of an eligibility answer; notes and advice speak in their rule's own words."""
    said = _LINES.get(line.code)
    if said is not None:
        return said(line.params)
    return str(rule.value.get("text", line.code)) if rule else line.code
