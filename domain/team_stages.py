"""A founding team's stage, which follows from its steps and is never set by hand (facts.md 5.1).

Which steps make a stage, and after how many days a team is stuck there, is data in
`rulebook/agency-stages.toml`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from domain.days import local_day
from domain.founding import (
    GONE_PAST,
    AgencyStep,
    Place,
    Said,
    Told,
    in_order,
    is_skipped,
    ways_taken,
)


class TeamStage(StrEnum):
    """Where a team stands, in order; `stopped` is outside it."""

    PREPARING = "preparing"
    NAMING = "naming"
    GATHERING = "gathering"
    """It gets the papers of its file."""
    FILING = "filing"
    DECIDING = "deciding"
    LICENSED = "licensed"
    OPENED = "opened"
    """Everything after the certificate is done too."""
    STOPPED = "stopped"


TEAM_ORDER: Final = tuple(stage for stage in TeamStage if stage is not TeamStage.STOPPED)
UNDER_WAY: Final = TEAM_ORDER[: TEAM_ORDER.index(TeamStage.LICENSED)]
"""The stages before the certificate."""


@dataclass(frozen=True, kw_only=True)
class AgencyStage:
    """One stage of a team: the steps to be done in it, and how long it usually takes.

    More than `usual_days` is stuck; left out, nobody is by days alone. Once the step `settled_by`
    is done, a team stands here at least, whatever was opened again before it.
    """

    rule: str = ""
    stage: TeamStage
    steps: tuple[str, ...]
    usual_days: int | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A last day for a stage: of the law, promised by an office, or what is usual.

    `days` is how many; `step` names the step that the first two are about.
    """

    kind: Literal["statutory", "promised", "usual"]
    day: date
    days: int
    step: str = ""


def stage_of(
    stages: Iterable[AgencyStage], steps: Iterable[AgencyStep], told: Mapping[str, Told]
) -> TeamStage:
    """Return the first stage of which a step that must be done is not; else the last of all."""
    known, ordered = tuple(stages), in_order(steps)
    ways = ways_taken(ordered, told)
    done = {name for name, one in told.items() if one.state is Said.DONE}
    past = done | {one.step for one in ordered if one.optional or is_skipped(one, ways)}
    there = {one.step for one in ordered}
    least = max((place_of(s.stage) for s in known if s.settled_by in done), default=0)
    waiting = (place_of(one.stage) for one in known if set(one.steps) & there - past)
    return TEAM_ORDER[min((place for place in waiting if place >= least), default=-1)]


def place_of(stage: TeamStage) -> int:
    """Return the place of a stage in the order, from 0."""
    return TEAM_ORDER.index(stage)


def way_between(before: TeamStage | None, after: TeamStage) -> tuple[TeamStage, ...]:
    """Return the stages entered between two, the last one `after`; none where they are the same.

    Going on passes through every stage between; beginning, going back, stopping and taking up
    again lead straight there.
    """
    if before is after:
        return ()
    if before is None or TeamStage.STOPPED in {before, after} or is_team_backward(before, after):
        return (after,)
    return TEAM_ORDER[place_of(before) + 1 : place_of(after) + 1]


def is_team_backward(before: str, after: str) -> bool:
    """Tell whether one stage lies before the other; a stopped team never goes back."""
    if TeamStage.STOPPED in {before, after}:
        return False
    return place_of(TeamStage(after)) < place_of(TeamStage(before))


def limits_of(
    stage: AgencyStage | None, places: Iterable[Place], since: datetime
) -> tuple[Limit, ...]:
    """Return the last days that hold for a team in this stage, the nearest first.

    `places` are its steps as they stand; only those still to be done in the stage count.
    """
    if stage is None:
        return ()
    found = [limit for place in places if place.step.step in stage.steps for limit in _of(place)]
    if stage.usual_days is not None:
        day = local_day(since) + timedelta(days=stage.usual_days)
        found.append(Limit("usual", day, stage.usual_days))
    return tuple(sorted(found, key=lambda limit: limit.day))


def _of(place: Place) -> Iterator[Limit]:
    step = place.step
    if place.standing in GONE_PAST:
        return
    if place.statutory_on and step.statutory_days is not None:
        yield Limit("statutory", place.statutory_on, step.statutory_days, step.step)
    if place.promised_on and step.promised_days is not None:
        yield Limit("promised", place.promised_on, step.promised_days, step.step)


def stage_faults(
    stages: Iterable[AgencyStage], steps: Iterable[AgencyStep]
) -> Iterator[tuple[str, str]]:
    """Yield (stage, step) for every step that a stage names and nobody has, or names again.

    A step in no stage comes with "" for its stage.
    """
    known = {one.step for one in in_order(steps)}
    seen: set[str] = set()
    for stage in stages:
        for name in (*stage.steps, *filter(None, [stage.settled_by])):
            if name not in known or (name in seen and name in stage.steps):
                yield stage.stage, name
        seen.update(stage.steps)
    yield from (("", name) for name in sorted(known - seen))
