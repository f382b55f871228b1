"""Words for administration: times, sizes, what the log says."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from actions.disk import Room
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.accounts import role_words
from blueprints.words.days import long_moment
from content.rule_entry import COUNTRY
from domain.phone import masked
from domain.sittings import Session
from models.people import Membership, Person

MEGABYTE = 1_000_000


def time_words(at: datetime | None) -> str:
    """A moment to the minute; never, where there was none."""
    return long_moment(at) if at else _("还没有过")


def usual_words(one: Session) -> str:
    """How the hours of a paper are written, and what holds where they are left empty."""
    starts, ends = (each.isoformat("minutes") for each in (one.starts, one.ends))
    usual = _("第%(day)d天 %(starts)s-%(ends)s", day=one.day, starts=starts, ends=ends)
    return _("空着就照往年：%(usual)s。不一样就照这样写。", usual=usual)


def size_words(size: int) -> str:
    """Bytes as megabytes."""
    return _("%(n)s MB", n=format_decimal(round(size / MEGABYTE, 1)))


def disk_words(disk: Room) -> str:
    """That the disk is full, or soon will be; nothing where there is room."""
    left = size_words(disk.free)
    if disk.full:
        return _("硬盘满了，只剩 %(left)s，大家交的东西快存不上了。", left=left)
    return _("硬盘快满了，只剩 %(left)s。", left=left) if disk.low else ""


def unbacked_words(*, made: bool, wanted: bool, demo: bool) -> str:
    """What to do where no backup stood the trial yet."""
    if made:
        return _("备份做了，还没有一份核对过。在服务器上运行 flask backup verify，看它说什么。")
    if demo:
        return _("这是演示，还没有做过备份。想试一份，在服务器上运行 flask backup create。")
    if wanted:
        return _("还没有做过备份。在服务器上运行 flask backup create，现在就做第一份。")
    return _(
        "夜里的备份关着，还没有做过备份。别处也没有做的话，在服务器上运行 flask backup create。"
    )


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


RULE_KINDS: Final = {
    "agency-fact": _l("办机构的常识"),
    "agency-paper": _l("办机构的材料"),
    "agency-stage": _l("筹备组的阶段"),
    "agency-step": _l("办机构的步骤"),
    "agency-terms": _l("办机构的条件"),
    "alternative": _l("报考的别的条件"),
    "body": _l("主管部门"),
    "carry": _l("成绩滚动"),
    "carry-exception": _l("成绩滚动的例外"),
    "caution": _l("提醒"),
    "certificate-fact": _l("证书的常识"),
    "certificate-registration": _l("证书登记"),
    "certificate-standing": _l("证书算不算数"),
    "certificate-state": _l("登记的状态"),
    "continuing-education": _l("继续教育学时"),
    "continuing-education-credit": _l("学时怎么算"),
    "eligibility-cutoff": _l("年限算到哪天"),
    "eligibility-diploma-day": _l("毕业日期怎么算"),
    "eligibility-note": _l("报考条件的说明"),
    "eligibility-row": _l("报考条件"),
    "exam-day": _l("考场的规矩"),
    "exam-day-item": _l("考试那天带什么"),
    "exam-fact": _l("考试的常识"),
    "exam-step": _l("报名的步骤"),
    "fees": _l("报名费"),
    "incentive": _l("补贴"),
    "law-cutoff": _l("法律考到哪天"),
    "level-name": _l("级别"),
    "marking": _l("怎么给分"),
    "materials": _l("审核的材料"),
    "number": _l("公布的人数"),
    "open-question": _l("还不知道的事"),
    "outline": _l("大纲"),
    "paper": _l("试卷"),
    "paper-code": _l("试卷代码"),
    "pass-mark": _l("合格线"),
    "pass-rate": _l("通过率"),
    "practice-fields": _l("从业的领域"),
    "registration-fact": _l("报名的常识"),
    "season": _l("农忙和闲月"),
    "session": _l("哪科几点考"),
    "sitting": _l("考次"),
    "station-certificate": _l("社工站要证的期限"),
    "trap": _l("容易上的当"),
}


def kind_words(kind: str) -> str:
    """What a kind of rule is called; a new one by its code."""
    return str(RULE_KINDS.get(kind, kind))


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
