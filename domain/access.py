"""Who may do what: one table, read by every route and by the templates."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is to an agency, a region or the whole house."""

    TRAINEE = "trainee"
    MENTOR = "mentor"
    MANAGER = "manager"
    BUREAU = "bureau"
    AUTHOR = "author"
    ADMIN = "admin"


class Act(StrEnum):
    """Something a route lets a person do; whose rows it touches is decided by visible rows."""

    PUBLIC = "public"
    OWN_ACCOUNT = "own_account"
    LEARN = "learn"
    WALK_ROAD = "walk_road"
    INVITE = "invite"
    RECOVER = "recover"
    ASSIGN = "assign"
    GIVE_TIME = "give_time"
    WATCH_HEALTH = "watch_health"


EVERYONE: Final = frozenset(Role)
STAFF: Final = frozenset({Role.MENTOR, Role.MANAGER})

ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.OWN_ACCOUNT: EVERYONE,
    Act.LEARN: frozenset({Role.TRAINEE}),
    Act.WALK_ROAD: frozenset({Role.TRAINEE}),
    Act.INVITE: STAFF,
    Act.RECOVER: STAFF,
    Act.ASSIGN: STAFF,
    Act.GIVE_TIME: STAFF,
    Act.WATCH_HEALTH: frozenset({Role.ADMIN}),
}


def may(roles: Iterable[Role], act: Act) -> bool:
    """Whether any of these roles may do this act somewhere.

    One's own account needs no role: whose membership has ended still takes their data along.
    """
    return act in {Act.PUBLIC, Act.OWN_ACCOUNT} or not ALLOWED[act].isdisjoint(roles)
