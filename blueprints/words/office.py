"""Words for administration: times, sizes, what the log says."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import format_datetime, format_decimal
from flask_babel import gettext as _

from blueprints.words.accounts import role_words
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
