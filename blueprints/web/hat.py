"""Who learns and also works here wears one hat at a time: which pages `today` and the bar show.

Nothing is forbidden by it: what somebody may do is decided by their roles alone.
"""

from enum import StrEnum
from typing import Final

from flask import session
from flask_babel import gettext as _

from domain.access import Act, Role
from models.actor import Actor

SLOT: Final = "hat"


class Hat(StrEnum):
    """Whose pages somebody reads now."""

    LEARN = "learn"
    WORK = "work"


def may_change(actor: Actor) -> bool:
    """Whether somebody is a trainee and something else too."""
    return actor.may(Act.LEARN) and bool(actor.roles - {Role.TRAINEE})


def hat_of(actor: Actor) -> Hat:
    """The hat somebody wears; a trainee begins as one."""
    if not actor.may(Act.LEARN):
        return Hat.WORK
    return Hat.WORK if may_change(actor) and session.get(SLOT) == Hat.WORK else Hat.LEARN


def wear(actor: Actor, hat: Hat) -> None:
    """Change hats, until signing out."""
    if may_change(actor):
        session[SLOT] = hat.value


def today_words(actor: Actor) -> str:
    """The title of today's page; for who wears two hats it says which."""
    if not may_change(actor):
        return _("今天")
    if hat_of(actor) is Hat.LEARN:
        return _("今天，我是学员")
    return _("今天，我是老师") if actor.may(Act.FOLLOW) else _("今天，我来工作")


def change_words(actor: Actor) -> tuple[Hat, str] | None:
    """The other hat and what its button says; None for who has one only."""
    if not may_change(actor):
        return None
    if hat_of(actor) is Hat.WORK:
        return Hat.LEARN, _("换成学员的页面")
    return Hat.WORK, _("换成老师的页面") if actor.may(Act.FOLLOW) else _("换成工作的页面")
