"""What a paper is about: agency, class, period and day, read from the address.

Whatever is not there for this person, or cannot be, is left out: the paper is then about all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import request
from sqlalchemy import select

from blueprints.web.db import db, now
from blueprints.web.forms import narrow
from blueprints.web.rules import rules_now
from content.rules import Rulebook
from domain.class_names import class_order
from domain.days import local_day
from domain.halves import Half, half_of, read_half
from models.paper_queries import classes_of_agency
from models.places import Agency, Region, StudyClass

YEARS_BACK: Final = 3
HALVES_BACK: Final = 6
REGION_DIGITS: Final = 6


@dataclass(frozen=True)
class Scope:
    """One agency with its region and classes, and what was chosen."""

    agencies: list[Agency]
    agency: Agency
    region: Region
    classes: list[StudyClass]
    study_class: StudyClass | None
    half: Half
    year: int
    day: date | None
    today: date
    book: Rulebook

    @property
    def region_code(self) -> str:
        """The region as rules name it."""
        return self.region.code.ljust(REGION_DIGITS, "0")[:REGION_DIGITS]

    @property
    def class_id(self) -> int | None:
        """The class chosen, None for all."""
        return self.study_class.id if self.study_class else None

    @property
    def halves(self) -> list[Half]:
        """The halves to choose from, this one first."""
        found = [half_of(self.today)]
        while len(found) < HALVES_BACK:
            found.append(found[-1].before)
        return found

    @property
    def years(self) -> list[int]:
        """The exam years to choose from, the next one first."""
        return list(range(self.today.year + 1, self.today.year + 1 - YEARS_BACK, -1))

    @property
    def args(self) -> dict[str, Any]:
        """What the address of this paper holds."""
        found: dict[str, Any] = {"half": self.half.text, "year": str(self.year)}
        if len(self.agencies) > 1:
            found["agency"] = str(self.agency.uid)
        if self.study_class:
            found["class"] = str(self.study_class.uid)
        if self.day:
            found["day"] = self.day.isoformat()
        return found


def scope(ids: Sequence[int]) -> Scope | None:
    """What the address asks for in one of these agencies, None where there is none."""
    query = select(Agency, Region).join(Region, Region.id == Agency.region_id)
    rows = db().execute(query.where(Agency.id.in_(ids)).order_by(Agency.name, Agency.id)).all()
    if not rows:
        return None
    wanted = _uid("agency")
    agency, region = next((row for row in rows if row[0].uid == wanted), rows[0])
    found = db().scalars(classes_of_agency(agency.id))
    classes = sorted(found, key=lambda one: class_order(one.name))
    today = local_day(now())
    return Scope(
        agencies=[row[0] for row in rows],
        agency=agency,
        region=region,
        classes=classes,
        study_class=next((one for one in classes if one.uid == _uid("class")), None),
        half=_half(today),
        year=_year(today),
        day=_day(),
        today=today,
        book=rules_now(db()),
    )


def _half(today: date) -> Half:
    found, current = read_half(request.args.get("half", "")), half_of(today)
    return found if found is not None and found <= current else current


def _year(today: date) -> int:
    text = narrow(request.args.get("year", ""))
    years = range(today.year + 1 - YEARS_BACK, today.year + 2)
    return int(text) if text in {str(year) for year in years} else today.year + 1


def _day() -> date | None:
    try:
        return date.fromisoformat(narrow(request.args.get("day", "")))
    except ValueError:
        return None


def _uid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
