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
    """党委社会工作部: people, exam, eligibility."""
    CIVIL = "civil"
    """民政局: organisations and stations."""
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
    FOLLOW = "follow"
    """See one's trainees, their classes and their road."""
    LEAD = "lead"
    """Keep a class going: its staff, and of the trainees its 学习组长 only."""
    TALK = "talk"
    """Write messages between trainee and mentor."""
    CONFIRM = "confirm"
    """Look at another's evidence and confirm it."""
    MANAGE = "manage"
    """Run an agency: pipeline, roster, posts, staff, papers."""
    FOUND = "found"
    """Work in a founding team, or see the teams one's agency grows."""
    GATHER = "gather"
    """Begin founding teams and choose who is in them."""
    WATCH_REGION = "watch_region"
    """Counts of a region, for both kinds of bureau."""
    WATCH_OUTCOMES = "watch_outcomes"
    """Silence, eligibility and results of a region as numbers: 党委社会工作部 only."""
    NAME_PEOPLE = "name_people"
    """Named lists under separate consent: 党委社会工作部 only."""
    WATCH_AGENCIES = "watch_agencies"
    """The organisations of a region and their filings: 民政局 only."""
    RUN_HOUSE = "run_house"
    """Tenants, people, grants, rules, audit, backup."""


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
    Act.FOLLOW: STAFF,
    Act.LEAD: STAFF | {Role.TRAINEE},
    Act.TALK: STAFF | {Role.TRAINEE},
    Act.CONFIRM: STAFF,
    Act.MANAGE: frozenset({Role.MANAGER}),
    Act.FOUND: STAFF | {Role.TRAINEE},
    Act.GATHER: STAFF,
    Act.WATCH_REGION: frozenset({Role.BUREAU, Role.CIVIL}),
    Act.WATCH_OUTCOMES: frozenset({Role.BUREAU}),
    Act.NAME_PEOPLE: frozenset({Role.BUREAU}),
    Act.WATCH_AGENCIES: frozenset({Role.CIVIL}),
    Act.RUN_HOUSE: frozenset({Role.ADMIN}),
}


def may(roles: Iterable[Role], act: Act) -> bool:
    """Whether any of these roles may do this act somewhere.

    One's own account needs no role: whose membership has ended still takes their data along.
    """
    return act in {Act.PUBLIC, Act.OWN_ACCOUNT} or not ALLOWED[act].isdisjoint(roles)


GRANTS: Final[dict[Role, frozenset[Role]]] = {
    Role.MANAGER: frozenset({Role.MENTOR, Role.TRAINEE}),
    Role.ADMIN: EVERYONE - {Role.TRAINEE},
}
"""Which roles a role may give: never above one's own. Trainees join by invite or roster."""
AGENCY_ROLES: Final = STAFF
REGION_ROLES: Final = frozenset({Role.BUREAU, Role.CIVIL})
HOUSE_ROLES: Final = frozenset({Role.AUTHOR, Role.ADMIN})


def may_grant(giver: Role, role: Role) -> bool:
    """Whether this role may give that one, inside its own scope."""
    return role in GRANTS.get(giver, ())


def asks_second_factor(role: Role, agency_says: bool | None, otherwise: bool) -> bool:
    """Whether this role wants a second factor at sign-in (decisions.md 6).

    Staff roles only. An agency decides for its own; where it has not, and for roles without an
    agency, the house's `otherwise` holds.
    """
    if role is Role.TRAINEE:
        return False
    return otherwise if agency_says is None else agency_says
