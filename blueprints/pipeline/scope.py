"""Which part of which agency a page is about: read from the address, limited to who asks.

Whatever an address holds that is not there for this person is left out, not refused: filters are
shared by link, and a class may have been closed since.
"""

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from blueprints.web.db import db
from blueprints.web.login import actor
from domain.class_names import class_order
from models.pipeline_queries import Within, classes_in, homes_in, managed_agencies
from models.places import Agency, Region, StudyClass


@dataclass(frozen=True, slots=True)
class Scope:
    """The agency, and the class and township that were chosen in it."""

    agencies: list[Agency]
    agency: Agency
    classes: list[StudyClass]
    homes: list[Region]
    study_class: StudyClass | None
    home: Region | None

    @property
    def within(self) -> Within:
        """As queries want it."""
        return Within(
            self.agency.id,
            self.study_class.id if self.study_class else None,
            self.home.id if self.home else None,
        )

    @property
    def agency_args(self) -> dict[str, Any]:
        """What an address holds to stay in this agency: nothing where there is one only."""
        return agency_args_of(self.agencies, self.agency)

    @property
    def args(self) -> dict[str, Any]:
        """What the address of a page in this scope holds."""
        found = self.agency_args
        if self.study_class:
            found["class"] = str(self.study_class.uid)
        if self.home:
            found["town"] = self.home.code
        return found

    @property
    def is_whole(self) -> bool:
        """Whether nothing was chosen."""
        return self.study_class is None and self.home is None

    @property
    def words(self) -> str:
        """The scope in words, for a title on paper."""
        parts = [self.agency.name]
        if self.study_class:
            parts.append(self.study_class.name)
        if self.home:
            parts.append(self.home.name)
        return _("，").join(parts)


def my_agencies() -> list[Agency]:
    """The agencies this person runs."""
    return list(db().scalars(managed_agencies(actor())))


def my_agency(agencies: list[Agency] | None = None) -> Agency:
    """The one this page is about: named in the address, else the first by name."""
    found = my_agencies() if agencies is None else agencies
    if not found:
        abort(404)
    wanted = request.args.get("agency", "")
    return next((one for one in found if str(one.uid) == wanted), found[0])


def agency_args_of(agencies: list[Agency], agency: Agency) -> dict[str, Any]:
    """What an address holds to stay in an agency: nothing where there is one only."""
    return {"agency": str(agency.uid)} if len(agencies) > 1 else {}


def scope() -> Scope:
    """What the address asks for; three queries."""
    agencies = my_agencies()
    agency = my_agency(agencies)
    classes = sorted(db().scalars(classes_in(agency.id)), key=lambda one: class_order(one.name))
    homes = list(db().scalars(homes_in(agency.id)))
    wanted = request.args
    return Scope(
        agencies,
        agency,
        classes,
        homes,
        next((one for one in classes if str(one.uid) == wanted.get("class")), None),
        next((one for one in homes if one.code == wanted.get("town")), None),
    )
