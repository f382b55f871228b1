"""The entries at the bottom of a phone: the same for all who wear the same hat, so drawn once.

What is kept hangs on language, kind, place and number only; no name and no person is in it.
"""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from flask import current_app, request
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.web.hat import Hat, hat_of
from domain.access import Act
from models.actor import Actor

MOST_KEPT = 2_000


class Kind(Enum):
    """Whose entries: what somebody is there for."""

    NOBODY = auto()
    LEARNER = auto()
    MANAGER = auto()
    MENTOR = auto()
    BUREAU = auto()
    HOUSE = auto()
    OTHER = auto()


BY_ACT = (
    (Act.MANAGE, Kind.MANAGER),
    (Act.FOLLOW, Kind.MENTOR),
    (Act.WATCH_REGION, Kind.BUREAU),
    (Act.RUN_HOUSE, Kind.HOUSE),
)
"""The first that somebody may do decides."""
PLACES = {
    "/today",
    "/courses",
    "/practice",
    "/road",
    "/agency",
    "/trainees",
    "/founding",
    "/classes",
    "/assign",
    "/region",
    "/office",
    "/me",
}
"""Where entries lead. Other addresses are all one: whatever is asked for, no more is kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the five entries at the bottom of a phone."""

    href: str
    label: str
    icon: str
    current: bool
    badge: int = 0


def entries_of(actor: Actor | None, *, shared: bool) -> tuple[Entry, ...]:
    """The entries of this person on this page; none for a stranger."""
    kind = Kind.LEARNER if shared else _kind(actor)
    asked = f"/{request.path.split('/', 2)[1]}"
    place = asked if asked in PLACES else ""
    return _entries(str(get_locale()), kind, place, actor.unseen if actor else 0)


def drawn(entries: tuple[Entry, ...]) -> Markup:
    """The bar with these entries."""
    return _drawn(str(get_locale()), entries)


def _kind(actor: Actor | None) -> Kind:
    if actor is None:
        return Kind.NOBODY
    if hat_of(actor) is Hat.LEARN:
        return Kind.LEARNER
    return next((kind for act, kind in BY_ACT if actor.may(act)), Kind.OTHER)


@lru_cache(maxsize=MOST_KEPT)
def _entries(_locale: str, kind: Kind, place: str, badge: int) -> tuple[Entry, ...]:
    """In the language of this request; `place` is the first part of the page's path."""
    return tuple(
        Entry(href, label, icon, href == place, badge if href == "/me" else 0)
        for href, label, icon in _rows(kind)
    )


@lru_cache(maxsize=MOST_KEPT)
def _drawn(_locale: str, entries: tuple[Entry, ...]) -> Markup:
    template = current_app.jinja_env.get_template("_shell/nav.html")
    return Markup(template.render(entries=entries))  # noqa: S704 - a template of ours, escaped


def _rows(kind: Kind) -> tuple[tuple[str, str, str], ...]:
    if kind is Kind.NOBODY:
        return ()
    courses, trainees = ("/courses", _("课程"), "book"), ("/trainees", _("学员"), "people")
    work = {
        Kind.LEARNER: (courses, ("/practice", _("练习"), "pencil"), ("/road", _("路线"), "road")),
        Kind.MANAGER: (
            ("/agency", _("进度"), "road"),
            trainees,
            ("/founding", _("办机构"), "book"),
        ),
        Kind.MENTOR: (trainees, ("/classes", _("班"), "book"), ("/assign", _("布置"), "pencil")),
        Kind.BUREAU: (("/region", _("区域"), "road"), courses),
        Kind.HOUSE: (("/office", _("系统"), "road"), courses),
        Kind.OTHER: (courses,),
    }
    return (("/today", _("今天"), "calendar"), *work[kind], ("/me", _("我的"), "people"))
