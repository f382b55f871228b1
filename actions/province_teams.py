"""The founding teams of a province made up to look at and to measure (`actions.province`)."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from actions import demo_places as names
from actions.province_shelf import Shelf
from domain.days import local_day
from domain.team_stages import TeamStage
from models.founding import FoundingTeam, TeamMember, TeamStageEntered, TeamStep

FOR_A_TEAM: Final = 3_000
TEAM: Final = 5
STEPS: Final = (
    ("needs-study", TeamStage.PREPARING),
    ("professionals", TeamStage.PREPARING),
    ("authority", TeamStage.NAMING),
    ("name", TeamStage.GATHERING),
    ("premises", TeamStage.GATHERING),
    ("capital", TeamStage.GATHERING),
    ("charter", TeamStage.GATHERING),
    ("council", TeamStage.GATHERING),
    ("party", TeamStage.FILING),
    ("submit", TeamStage.DECIDING),
    ("decision", TeamStage.DECIDING),
)
"""Steps in order, and the stage in which a team stands once each is done; none is registered."""
WAY: Final = ("authority", "direct")
STUCK_IN: Final = timedelta(days=120)


class TeamMaker:
    """Makes teams with their members, steps and stages."""

    def __init__(self, shelf: Shelf, luck: random.Random, at: datetime) -> None:
        self.shelf = shelf
        self.luck = luck
        self.at = at

    def make(
        self,
        county_id: int,
        agency_id: int,
        manager: int,
        staff: Sequence[int],
        first: int,
        size: int,
    ) -> None:
        """A founding team for every so many people, of the agency's staff."""
        many = (first + size) // FOR_A_TEAM - first // FOR_A_TEAM
        for number in range(many):
            made = self.at - timedelta(days=self.luck.randrange(20, 300))
            done = STEPS[: self.luck.randrange(len(STEPS) + 1)]
            since = made if not done else self.at - timedelta(days=self.luck.randrange(5, 20))
            stage = done[-1][1] if done else TeamStage.PREPARING
            team = self.shelf.add(
                FoundingTeam,
                name=names.team_name(first // FOR_A_TEAM + number),
                region_id=county_id,
                agency_id=agency_id,
                made_by_id=manager,
                once=UUID(int=self.luck.getrandbits(128)),
                at=made,
                stage=stage.value,
                stage_since=made if stage is TeamStage.PREPARING else since,
                stuck_after=local_day(since + STUCK_IN),
                closed_at=None,
            )
            for person in staff[:TEAM]:
                self._member(team, person)
            for step, _stage in done:
                self._step(team, step, manager, since)
            for entered in dict.fromkeys((TeamStage.PREPARING, *(s for _step, s in done))):
                first = entered is TeamStage.PREPARING
                self._stage(team, entered, manager, made if first else since)

    def _member(self, team: int, person: int) -> None:
        self.shelf.add(
            TeamMember,
            team_id=team,
            person_id=person,
            initiator=True,
            full_time=True,
            duty="",
            starts_at=self.at - timedelta(days=10),
            ends_at=None,
            version=1,
        )

    def _stage(self, team: int, stage: TeamStage, manager: int, at: datetime) -> None:
        self.shelf.add(
            TeamStageEntered,
            team_id=team,
            stage=stage.value,
            cause="made",
            why="",
            by_id=manager,
            at=at,
        )

    def _step(self, team: int, step: str, manager: int, at: datetime) -> None:
        self.shelf.add(
            TeamStep,
            team_id=team,
            step=step,
            state="done",
            branch=WAY[1] if step == WAY[0] else "",
            done_on=local_day(at),
            place="",
            note="",
            version=1,
            by_id=manager,
            at=at,
        )
