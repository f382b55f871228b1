"""Questions about regions: what lies where, and the sums of people there; codes are prefixes.

A code of 2, 4, 6 or 9 digits is a province, a city, a county or a township; each begins with the
code of what it lies in. So everything inside a region is a range of codes.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from domain.access import Role
from domain.team_stages import TeamStage
from models.actor import Actor
from models.credentials import HolderNow
from models.founding import FoundingTeam, TeamMember, TeamStep
from models.people import Membership, Person
from models.pipeline import PeopleCount, Post, Station
from models.places import Agency, Region
from models.regions import COUNTY, KeptBack, RegionCount
from models.team_queries import is_stuck

LONGEST: Final = 12


def within(code: InstrumentedAttribute[str], region: str) -> ColumnElement[bool]:
    """Whether a code is this region's or lies in it."""
    return code.between(region, region.ljust(LONGEST, "9"))


def own_regions_of(actor: Actor, roles: Collection[Role]) -> Select[Region]:
    """The regions in which this person holds one of these roles."""
    return select(Region).where(Region.id.in_(actor.regions(roles))).order_by(Region.code)


def region_of_code(code: str) -> Select[Region]:
    """The region of a code."""
    return select(Region).where(Region.code == code)


def chain_of(code: str) -> Select[Region]:
    """A region and all it lies in, the largest first."""
    steps = [code[:digits] for digits in (2, 4, COUNTY, 9) if digits <= len(code)]
    return select(Region).where(Region.code.in_(steps)).order_by(func.length(Region.code))


def places_of(region: str) -> Select[str, str]:
    """Code and name of what a region's pages show: down to counties, in a county to townships."""
    query = select(Region.code, Region.name).where(within(Region.code, region))
    if len(region) < COUNTY:
        query = query.where(func.length(Region.code) <= COUNTY)
    return query.order_by(Region.code)


def sums_of(region: str, measures: Collection[str]) -> Select[str, str, str, int]:
    """Code, measure, key and people: by county in a province or city, else by township."""
    place = _place(region)
    return (
        select(place, RegionCount.measure, RegionCount.key, func.sum(RegionCount.people))
        .where(RegionCount.measure.in_(measures), within(place, region))
        .group_by(place, RegionCount.measure, RegionCount.key)
    )


def measures_like(prefix: str, region: str) -> Select[str]:
    """The measures of a region whose name begins so, such as the years with results."""
    return (
        select(RegionCount.measure)
        .where(RegionCount.measure.startswith(prefix, autoescape=True))
        .where(within(_place(region), region))
        .distinct()
        .order_by(RegionCount.measure.desc())
    )


def agencies_within(region: str) -> Select[Agency]:
    """The agencies of a region that work today, by place."""
    return agencies_in((region,)).where(Agency.closed_at.is_(None))


def agencies_in(regions: Collection[str]) -> Select[Agency]:
    """The agencies of several regions, closed ones too, by place."""
    inside = or_(false(), *(within(Region.code, code) for code in regions))
    return (
        select(Agency)
        .join(Agency.region)
        .options(contains_eager(Agency.region))
        .where(inside)
        .order_by(Region.code, Agency.id)
    )


def people_by_agency(agencies: Collection[int]) -> Select[int, str, str, int]:
    """Agency, measure, key and people: holders, posts and the exam track, summed from leaves."""
    return (
        select(
            PeopleCount.agency_id,
            PeopleCount.measure,
            PeopleCount.key,
            func.sum(PeopleCount.people),
        )
        .where(PeopleCount.agency_id.in_(agencies))
        .where(PeopleCount.measure.in_(("exam", "post", "holder")))
        .group_by(PeopleCount.agency_id, PeopleCount.measure, PeopleCount.key)
    )


def managers_of(agencies: Collection[int], now: datetime) -> Select[int | None, str]:
    """Agency and name of who runs it: whom an officer calls."""
    return (
        select(Membership.agency_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.agency_id.in_(agencies), Membership.role == Role.MANAGER)
        .where(Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Membership.agency_id, Membership.id)
    )


def teams_within(
    region: str, today: date, stage: str = "", *, stuck: bool = False
) -> Select[FoundingTeam]:
    """The founding teams of a region by place: of one stage, or all that have not stopped."""
    wanted = FoundingTeam.stage == stage if stage else FoundingTeam.stage != TeamStage.STOPPED
    return (
        select(FoundingTeam)
        .join(FoundingTeam.region)
        .options(contains_eager(FoundingTeam.region), joinedload(FoundingTeam.agency))
        .where(within(Region.code, region), wanted, *([is_stuck(today)] if stuck else []))
        .order_by(Region.code, FoundingTeam.id)
    )


def steps_done_by(teams: Collection[int]) -> Select[int, int]:
    """How many steps of the walk each team has done."""
    return (
        select(TeamStep.team_id, func.count())
        .where(TeamStep.team_id.in_(teams), TeamStep.done_on.is_not(None))
        .group_by(TeamStep.team_id)
    )


def members_by_team(teams: Collection[int], now: datetime) -> Select[int, int]:
    """How many people each team has."""
    return (
        select(TeamMember.team_id, func.count())
        .where(TeamMember.team_id.in_(teams))
        .where(or_(TeamMember.ends_at.is_(None), TeamMember.ends_at > now))
        .group_by(TeamMember.team_id)
    )


def stations_within(region: str, today: date) -> Select[Station, int, int]:
    """The open stations of a region by place, as `_stations` tells of them."""
    return _stations(today).where(within(Region.code, region))


def stations_of_agency(agency_id: int, today: date) -> Select[Station, int, int]:
    """The open stations that one agency runs."""
    return _stations(today).where(Station.agency_id == agency_id)


def _stations(today: date) -> Select[Station, int, int]:
    """Open stations with their present posts, and those of them held by a certified person.

    Certified is whose certificate a second person confirmed; registration does not matter here.
    """
    certified = _posts_there(today).where(_certified()).scalar_subquery()
    return (
        select(Station, _posts_there(today).scalar_subquery(), certified)
        .join(Station.region)
        .options(contains_eager(Station.region))
        .where(_open(today))
        .order_by(Region.code, Station.id)
    )


def is_covered(today: date) -> ColumnElement[bool]:
    """Whether a station has a certified worker today."""
    return _posts_there(today, Post.id).where(_certified()).exists()


def coverage_by_place(region: str, today: date) -> Select[str, int, int]:
    """Code, open stations, and those of them with a certified worker; places as in `sums_of`."""
    code = _place_code(region)
    covered = func.sum(case((is_covered(today), 1), else_=0))
    return (
        select(code, func.count(), covered)
        .select_from(Station)
        .join(Region, Region.id == Station.region_id)
        .where(within(Region.code, region), _open(today))
        .group_by(code)
    )


def agencies_by_place(region: str) -> Select[str, int]:
    """Code and number of agencies that work today; places as in `sums_of`."""
    code = _place_code(region)
    return (
        select(code, func.count())
        .select_from(Agency)
        .join(Region, Region.id == Agency.region_id)
        .where(within(Region.code, region), Agency.closed_at.is_(None))
        .group_by(code)
    )


def teams_by_place(region: str, today: date) -> Select[str, str, int, int]:
    """Code, stage, founding teams and how many are stuck there; places as in `sums_of`."""
    code = _place_code(region)
    stuck = func.sum(case((is_stuck(today), 1), else_=0))
    return (
        select(code, FoundingTeam.stage, func.count(), stuck)
        .select_from(FoundingTeam)
        .join(Region, Region.id == FoundingTeam.region_id)
        .where(within(Region.code, region))
        .group_by(code, FoundingTeam.stage)
    )


def teams_waiting(region: str, today: date) -> Select[str, int, datetime, int]:
    """The stages in which teams wait for the county: how many, since when, how many too long."""
    late = func.sum(case((is_stuck(today), 1), else_=0))
    return (
        select(FoundingTeam.stage, func.count(), func.min(FoundingTeam.stage_since), late)
        .join(FoundingTeam.region)
        .where(within(Region.code, region))
        .where(FoundingTeam.stage.in_((TeamStage.NAMING, TeamStage.DECIDING)))
        .group_by(FoundingTeam.stage)
    )


def _place(region: str) -> InstrumentedAttribute[str]:
    """The column by which a region's counts are found and put together, along an index."""
    return RegionCount.code if len(region) >= COUNTY else RegionCount.county


def _place_code(region: str) -> ColumnElement[str]:
    """What counts are grouped by: counties, within a county whole codes."""
    return Region.code.expression if len(region) >= COUNTY else func.substr(Region.code, 1, COUNTY)


def _posts_there(today: date, what: Any = None) -> Select[int]:  # noqa: ANN401
    """The posts held at a station today, counted unless something else is asked."""
    return (
        select(func.count() if what is None else what)
        .select_from(Post)
        .where(Post.station_id == Station.id, Post.started_on <= today)
        .where(or_(Post.ended_on.is_(None), Post.ended_on > today))
        .correlate(Station)
    )


def _certified() -> ColumnElement[bool]:
    return select(HolderNow.id).where(HolderNow.person_id == Post.person_id).exists()


def _open(today: date) -> ColumnElement[bool]:
    begun = or_(Station.opened_on.is_(None), Station.opened_on <= today)
    return and_(begun, or_(Station.closed_on.is_(None), Station.closed_on > today))


def kept_back_in(region: str, measures: Collection[str]) -> Select[str, str]:
    """Code and measure of the places in a region whose numbers are not shown; cut as elsewhere."""
    code = func.replace(KeptBack.code, "-", "")
    query = select(KeptBack.code, KeptBack.measure).where(KeptBack.measure.in_(measures))
    query = query.where(code.between(region, region.ljust(LONGEST, "9")))
    return query.where(func.length(code) <= COUNTY) if len(region) < COUNTY else query
