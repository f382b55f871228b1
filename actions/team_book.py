"""The walk of a founding team as it holds in its county, and what the team has told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from actions import audit
from content.rules import Rulebook
from content.rules_build import agency_papers, agency_stages, agency_steps
from domain.founding import AgencyPaper, AgencyStep, Place, Said, Told, walk
from domain.team_stages import AgencyStage
from models.founding import FoundingTeam, TeamStep
from models.founding_queries import steps_of
from models.people import Person
from models.places import Agency

REGION_DIGITS = 6
SUBMITTED: Final = "submit"
"""The step by which the file is handed in."""
LICENCE: Final = "licence"
"""The step of the walk that the certificate ends."""


@dataclass(frozen=True, slots=True)
class Walkbook:
    """The steps, papers and stages of the walk as they hold in the team's county."""

    steps: tuple[AgencyStep, ...]
    papers: tuple[AgencyPaper, ...]
    stages: tuple[AgencyStage, ...]

    def step(self, name: str) -> AgencyStep | None:
        """The step of that name."""
        return next((one for one in self.steps if one.step == name), None)

    def paper(self, name: str) -> AgencyPaper | None:
        """The paper of that name."""
        return next((one for one in self.papers if one.paper == name), None)

    def stage(self, name: str) -> AgencyStage | None:
        """The stage of that name, where steps make it."""
        return next((one for one in self.stages if one.stage == name), None)


def walkbook(rules: Rulebook, region: str, today: date | None = None) -> Walkbook:
    """The walk as it holds in a county on a day; `region` is its code."""
    code = region[:REGION_DIGITS].ljust(REGION_DIGITS, "0")
    return Walkbook(
        agency_steps(rules, code, today),
        agency_papers(rules, code, today),
        agency_stages(rules, code, today),
    )


def told_of(rows: Sequence[TeamStep]) -> dict[str, Told]:
    """What a team has told, as the rules take it."""
    return {row.step: Told(Said(row.state), row.branch, row.due_on, row.done_on) for row in rows}


def told_by(db: Session, team_id: int) -> dict[str, Told]:
    """What one team has told of its steps."""
    return told_of(db.scalars(steps_of([team_id])).all())


def places_of(db: Session, team_id: int, book: Walkbook, today: date) -> tuple[Place, ...]:
    """How each step of a team stands."""
    return walk(book.steps, told_by(db, team_id), today)


def tell(
    db: Session, action: str, team: FoundingTeam, by: Person | None, at: datetime, **detail: str
) -> None:
    """Write into the audit log what was done to a team, with the agency that grows it.

    Without somebody it is the system that did it.
    """
    agency = db.get_one(Agency, team.agency_id).uid
    who = by.uid if by else "system"
    audit.tell(db, actor=who, action=action, subject=team.uid, agency=agency, at=at, **detail)
    db.flush()
