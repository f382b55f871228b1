"""A whole province made for looking at and for measuring: invented places, people, organisations.

Deterministic by its seed. The kept counts are written with the rows they count, so that a recount
agrees. Only ever for the demo: nobody of these people exists.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import demo_places as names
from actions.passwords import hash_password
from actions.province_people import LED_BY_ONE, Crew, Maker
from actions.province_shelf import Shelf
from actions.province_teams import TeamMaker
from domain.access import Role
from models.people import Membership, Person
from models.pipeline import PeopleCount, Station
from models.places import Agency, Region
from models.regions import COUNTY, RegionCount

SEED: Final = 20261124
IN_A_COUNTY: Final = 2_400
MOST_COUNTIES: Final = 103
COUNTIES_IN_A_CITY: Final = 8
TOWNSHIPS: Final = 14
IN_AN_AGENCY: Final = 600


class ProvinceThereError(Exception):
    """The province has been made already."""


@dataclass(frozen=True, slots=True)
class Province:
    """What was made: rows by table, and the people one signs in as, all with one password."""

    rows: Counter[str]
    officers: dict[str, int]
    """Ids by sign-in: those of `demo_places.OFFICERS`, and the manager of the largest agency."""
    county: str
    """The code of the first county."""


@dataclass(frozen=True, slots=True)
class County:
    """A county with its townships: id, code and station of each."""

    id: int
    code: str
    name: str
    townships: tuple[tuple[int, str, int], ...]


def make_province(
    db: Session,
    *,
    people: int,
    at: datetime,
    password: str,
    biggest_agency: int = 10_000,
    seed: int = SEED,
) -> Province:
    """Make a province of so many trainees, one agency of it large.

    Raises:
        ProvinceThereError: it was made before.
    """
    code = names.PROVINCE[0]
    if db.scalars(select(Region.id).where(Region.code == code)).first() is not None:
        raise ProvinceThereError
    luck = random.Random(seed)  # noqa: S311 - the same province every time
    work = _Work(Shelf(db, luck), luck, at, hash_password(password))
    counties = work.land(people)
    sizes = _sizes(people, biggest_agency)
    first = 0
    for number, size in enumerate(sizes):
        work.agency(counties[number % len(counties)], number, size, first)
        first += size
    work.officers(counties[0])
    work.write_counts()
    return Province(work.shelf.made, work.signs_in, counties[0].code)


def _sizes(people: int, biggest: int) -> list[int]:
    """How many people each agency has, the largest first."""
    first = min(biggest, people // 2) if people > 1 else people
    rest = people - first
    others = -(-rest // min(IN_AN_AGENCY, first)) if rest else 0
    return [first, *(rest // others + (n < rest % others) for n in range(others))]


class _Work:
    """The making itself: one shelf, one luck, and the counts that grow with the rows."""

    def __init__(self, shelf: Shelf, luck: random.Random, at: datetime, password: str) -> None:
        self.shelf = shelf
        self.luck = luck
        self.at = at
        self.password = password
        self.counts: Counter[tuple[str, str, int, int, int]] = Counter()
        self.there: Counter[tuple[str, str, str]] = Counter()
        self.signs_in: dict[str, int] = {}
        self.province = 0

    def land(self, people: int) -> list[County]:
        """The regions and a station in each township."""
        counties = max(2, min(MOST_COUNTIES, people // IN_A_COUNTY))
        code, name = names.PROVINCE
        self.province = self._region(code, name, None)
        found = []
        for number in range(counties):
            city, own = divmod(number, COUNTIES_IN_A_CITY)
            if own == 0:
                city_id = self._region(f"{code}{city + 1:02}", names.city_name(city), self.province)
            found.append(self._county(f"{code}{city + 1:02}{own + 1:02}", city, own, city_id))
        self.shelf.lay_down()
        return found

    def _county(self, code: str, city: int, own: int, city_id: int) -> County:
        name = names.county_name(city, own)
        county = self._region(code, name, city_id)
        townships = []
        for number in range(TOWNSHIPS):
            township = names.township_name(number)
            inner = f"{code}9{number + 1:02}"
            row = self._region(inner, township, county)
            station = self.shelf.add(
                Station,
                name=names.station_name(township),
                kind="station",
                region_id=row,
                agency_id=None,
                opened_on=None,
                closed_on=None,
            )
            townships.append((row, inner, station))
        return County(county, code, name, tuple(townships))

    def _region(self, code: str, name: str, parent: int | None) -> int:
        return self.shelf.add(Region, code=code, name=name, parent_id=parent)

    def agency(self, county: County, number: int, size: int, first: int) -> None:
        """An agency with its staff and its people."""
        agency_id = self.shelf.add(
            Agency,
            name=names.agency_name(county.name, number),
            phone="",
            region_id=county.id,
            second_factor=None,
            closed_at=None,
        )
        login, name = names.MANAGER if number == 0 else (None, names.person_name(number))
        manager = self._staff(name, login, Role.MANAGER, agency_id=agency_id)
        mentors = [
            self._staff(names.person_name(number + 31 * n), None, Role.MENTOR, agency_id=agency_id)
            for n in range(max(1, size // LED_BY_ONE))
        ]
        crew = Crew(
            agency_id, county.id, county.code, county.townships, manager, mentors, self.counts
        )
        Maker(self.shelf, self.luck, self.at).fill(crew, size, first)
        self.there.update(crew.there)
        teams = TeamMaker(self.shelf, self.luck, self.at)
        teams.make(county.id, agency_id, manager, mentors, first, size)
        self.shelf.lay_down()

    def _staff(self, name: str, login: str | None, role: Role, **scope: int) -> int:
        person_id = self.shelf.add(
            Person,
            name=name,
            login_name=login,
            password_hash=self.password if login else "",
            phone_tail="",
            language="",
            home_id=None,
            village="",
            joined_at=self.at - timedelta(days=900),
        )
        self.shelf.add(
            Membership,
            person_id=person_id,
            role=role,
            agency_id=scope.get("agency_id"),
            region_id=scope.get("region_id"),
            class_id=None,
            starts_at=self.at - timedelta(days=900),
            ends_at=None,
        )
        if login:
            self.signs_in[login] = person_id
        return person_id

    def officers(self, county: County) -> None:
        """The officers one signs in as."""
        for login, name, role, depth in names.OFFICERS:
            region = county.id if depth else self.province
            self._staff(name, login, Role(role), region_id=region)

    def write_counts(self) -> None:
        """The kept counts of everybody made, by agency and by place."""
        for (measure, key, agency, class_id, home), many in sorted(self.counts.items()):
            self.shelf.add(
                PeopleCount,
                measure=measure,
                key=key,
                agency_id=agency,
                class_id=class_id,
                home_id=home,
                people=many,
            )
        for (code, measure, key), many in sorted(self.there.items()):
            self.shelf.add(
                RegionCount, code=code, county=code[:COUNTY], measure=measure, key=key, people=many
            )
        self.shelf.finish()
