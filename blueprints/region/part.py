"""The blueprint of the part, and which regions are whose."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort

from blueprints.web.db import db
from blueprints.web.login import actor
from domain.access import Role
from models.places import Region
from models.region_queries import chain_of, own_regions_of

bp = Blueprint("region", __name__)
BUREAUS: Final = frozenset({Role.BUREAU, Role.CIVIL})
PEOPLE: Final = frozenset({Role.BUREAU})
ORGANISATIONS: Final = frozenset({Role.CIVIL})


@dataclass(frozen=True, slots=True)
class Here:
    """A region an officer may see, what it lies in as far as they may see that, and their roles."""

    region: Region
    above: tuple[Region, ...]
    roles: frozenset[Role]

    @property
    def code(self) -> str:
        """The region's code."""
        return self.region.code

    @property
    def name(self) -> str:
        """The region's name."""
        return self.region.name

    @property
    def sees_people(self) -> bool:
        """Whether people, exam and eligibility are this officer's business here."""
        return Role.BUREAU in self.roles

    @property
    def sees_agencies(self) -> bool:
        """Whether organisations are."""
        return Role.CIVIL in self.roles


def own_regions(roles: Collection[Role] = BUREAUS) -> list[Region]:
    """The regions in which this person holds one of these roles."""
    return list(db().scalars(own_regions_of(actor(), roles)))


def region_or_404(code: str, roles: Collection[Role] = BUREAUS) -> Here:
    """A region that is this officer's own or lies in one of theirs; anything else is not there."""
    own = {one.id: one.code for one in own_regions(roles)}
    begun = {key for key, begin in own.items() if code.startswith(begin)}
    held = frozenset(p.role for p in actor().places if p.region_id in begun and p.role in roles)
    chain = list(db().scalars(chain_of(code)))
    if not held or not chain or chain[-1].code != code:
        abort(404)
    above = (one for one in chain[:-1] if any(one.code.startswith(own[key]) for key in begun))
    return Here(chain[-1], tuple(above), held)
