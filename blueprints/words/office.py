"""Words for administration: times, sizes, what the log says."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from flask_babel import format_datetime, format_decimal
from flask_babel import gettext as _

from blueprints.words.accounts import role_words
from content.rule_entry import COUNTRY
from domain.phone import masked
from models.people import Membership, Person

MEGABYTE = 1_000_000


def time_words(at: datetime | None) -> str:
    """A moment to the minute; never, where there was none."""
    return format_datetime(at, "yyyy-MM-dd HH:mm") if at else _("还没有过")


def size_words(size: int) -> str:
    """Bytes as megabytes."""
    return _("%(n)s MB", n=format_decimal(round(size / MEGABYTE, 1)))


def refused_words(reason: str) -> str:
    """Why a role was not given or taken back, and what to do."""
    return {
        "above": _("这个身份不归这里给，学员请用邀请码或名册进来"),
        "scope": _("这个身份和这个地方配不上，重新选一个"),
        "held": _("他已经是了，不用再给"),
        "closed": _("这家机构停了，先重新开，再给身份"),
        "last": _("他是最后一个系统管理员，先给别人这个身份，再收回他的"),
    }[reason]


def place_words(place: Membership) -> str:
    """Where a role holds."""
    if place.agency:
        return place.agency.name
    return place.region.name if place.region else _("全平台")


def person_words(person: Person, places: Iterable[Membership]) -> str:
    """What tells a person apart: the end of the number or the user name, and what they are."""
    roles = dict.fromkeys(role_words(place.role) for place in places)
    known = masked(person.phone_tail) or person.login_name or ""
    parts = [known, _("、").join(roles) or _("现在没有身份")]
    return _("，").join(part for part in parts if part)


def kind_words(kind: str) -> str:
    """What a kind of rule is called; a new one by its code."""
    return {
        "agency-fact": _("办机构的常识"),
        "agency-paper": _("办机构的材料"),
        "agency-step": _("办机构的步骤"),
        "agency-terms": _("办机构的条件"),
        "alternative": _("报考的别的条件"),
        "body": _("主管部门"),
        "carry": _("成绩滚动"),
        "carry-exception": _("成绩滚动的例外"),
        "caution": _("提醒"),
        "certificate-fact": _("证书的常识"),
        "certificate-registration": _("证书登记"),
        "certificate-standing": _("证书算不算数"),
        "certificate-state": _("登记的状态"),
        "continuing-education": _("继续教育学时"),
        "continuing-education-credit": _("学时怎么算"),
        "eligibility-cutoff": _("年限算到哪天"),
        "eligibility-diploma-day": _("毕业日期怎么算"),
        "eligibility-note": _("报考条件的说明"),
        "eligibility-row": _("报考条件"),
        "exam-day": _("考场的规矩"),
        "exam-day-item": _("考试那天带什么"),
        "exam-fact": _("考试的常识"),
        "exam-step": _("报名的步骤"),
        "fees": _("报名费"),
        "incentive": _("补贴"),
        "law-cutoff": _("法律考到哪天"),
        "level-name": _("级别"),
        "marking": _("怎么给分"),
        "materials": _("审核的材料"),
        "number": _("公布的人数"),
        "open-question": _("还不知道的事"),
        "outline": _("大纲"),
        "paper": _("试卷"),
        "paper-code": _("试卷代码"),
        "pass-mark": _("合格线"),
        "pass-rate": _("通过率"),
        "practice-fields": _("从业的领域"),
        "registration-fact": _("报名的常识"),
        "season": _("农忙和闲月"),
        "session": _("哪科几点考"),
        "sitting": _("考次"),
        "station-certificate": _("社工站要证的期限"),
        "trap": _("容易上的当"),
    }.get(kind, kind)


def region_words(code: str, names: Mapping[str, str]) -> str:
    """The name of the region a rule holds in; its code where the name is not known."""
    if code == COUNTRY:
        return _("全国")
    plain = re.sub(r"(00)+$", "", code)
    return names.get(plain, names.get(code, code))


def by_words(by: str, names: Mapping[str, str]) -> str:
    """Who did something: a name, or what stands for who has none here."""
    return names.get(by) or {"command-line": _("命令行"), "system": _("系统")}.get(by, by)


def confidence_words(confidence: str) -> str:
    """How sure a rule is."""
    return {"high": _("可靠"), "mid": _("大致可靠"), "low": _("要再确认")}[confidence]
