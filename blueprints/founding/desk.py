"""One team with everything its pages show: people, steps, papers; a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import abort

from actions.team_book import Walkbook, told_of, walkbook
from actions.team_walk import papers_asked
from blueprints.web.db import db, now, one_or_404
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.team_stages import shut_words, stuck_words
from content.rules import Rule, Rulebook
from domain.days import local_day
from domain.founding import (
    AgencyPaper,
    AgencyStep,
    PaperState,
    Place,
    Standing,
    Told,
    paper_standing,
    walk,
)
from domain.team_stages import Limit, TeamStage, limits_of
from models.founding import FoundingTeam, TeamMember, TeamPaper, TeamStep
from models.founding_queries import members_of, papers_of, steps_of, teams_of


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the walk, how far it is, and the row where one was written."""

    paper: AgencyPaper
    standing: str
    row: TeamPaper | None

    @property
    def ready(self) -> bool:
        """Whether it can be handed in today."""
        return self.standing == PaperState.READY


@dataclass(frozen=True)
class Desk:
    """A team, its county's walk, and what was told of it."""

    team: FoundingTeam
    rules: Rulebook
    book: Walkbook
    today: date
    members: list[TeamMember]
    steps: dict[str, TeamStep]
    papers: dict[str, PaperRow]
    places: tuple[Place, ...]

    @property
    def region(self) -> str:
        """The county's code, six digits."""
        return county_code(self.team)

    @property
    def told(self) -> dict[str, Told]:
        """What was told of the steps, as the rules take it."""
        return told_of(list(self.steps.values()))

    @property
    def has_stopped(self) -> bool:
        """Whether the team has stopped."""
        return self.team.stage == TeamStage.STOPPED

    @property
    def shut(self) -> str:
        """Why nothing of it is written any more; nothing where it still is."""
        return shut_words(self.team)

    def shut_for(self, *steps: AgencyStep) -> str:
        """The same for these steps: those after the certificate are written after it too."""
        return "" if self.team.closed_at and any(s.group == "open" for s in steps) else self.shut

    @property
    def stuck(self) -> str:
        """Why it stands in its stage too long; nothing where it does not."""
        return stuck_words(self.limits, self.today)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The last days that hold for the stage it stands in, the nearest first."""
        team = self.team
        return limits_of(self.book.stage(team.stage), self.places, team.stage_since)

    def place(self, name: str) -> Place:
        """The step of that name as it stands; 404 where there is none."""
        return found(one for one in self.places if one.step.step == name)

    def paper(self, name: str) -> PaperRow:
        """The paper of that name; 404 where there is none."""
        return self.papers[name] if name in self.papers else abort(404)

    def rule(self, entry: AgencyStep | AgencyPaper) -> Rule | None:
        """What a step or paper rests on."""
        return self.rules.get(entry.rule)

    def member(self, person_id: int | None) -> TeamMember | None:
        """The member who is that person."""
        return next((one for one in self.members if one.person_id == person_id), None)

    def named(self, steps: tuple[str, ...]) -> list[str]:
        """The names of steps."""
        return [one.name for one in self.book.steps if one.step in steps]

    def waiting_for(self, name: str) -> int:
        """How many steps cannot begin because of this one."""
        return sum(name in place.first for place in self.places)

    def papers_for(self, step: AgencyStep) -> list[PaperRow]:
        """The papers a step takes on the way chosen."""
        return [self.papers[name] for name in papers_asked(step, self.book, self.told)]

    @property
    def papers_needed(self) -> list[PaperRow]:
        """The papers of the steps that are walked, in order."""
        walked = [p.step for p in self.places if p.standing is not Standing.SKIPPED]
        names = {row.paper.paper for step in walked for row in self.papers_for(step)}
        return [row for name, row in self.papers.items() if name in names]


def found(rows):  # noqa: ANN001, ANN201
    """The first of them; 404 where there is none."""
    row = next(iter(rows), None)
    return abort(404) if row is None else row


def county_code(team: FoundingTeam) -> str:
    """The code of a team's county as the rulebook asks for it."""
    return team.region.code[:6].ljust(6, "0")


def team_or_404(team_id: UUID) -> FoundingTeam:
    """The team of that public id, for who may see it."""
    return one_or_404(teams_of(actor(), now()).where(FoundingTeam.uid == team_id))


def desk_or_404(team_id: UUID) -> Desk:
    """The team with everything on it, for who may see it."""
    return desk_of(team_or_404(team_id))


def desk_of(team: FoundingTeam) -> Desk:
    """Everything of one team; four queries."""
    rules, today = rules_now(db()), local_day(now())
    book = walkbook(rules, county_code(team), today)
    steps = {row.step: row for row in db().scalars(steps_of([team.id]))}
    rows = {row.paper: row for row in db().scalars(papers_of(team.id))}
    return Desk(
        team=team,
        rules=rules,
        book=book,
        today=today,
        members=list(db().scalars(members_of([team.id], now()))),
        steps=steps,
        papers={one.paper: _paper(one, rows.get(one.paper), today) for one in book.papers},
        places=walk(book.steps, told_of(list(steps.values())), today),
    )


def _paper(paper: AgencyPaper, row: TeamPaper | None, today: date) -> PaperRow:
    if row is None:
        return PaperRow(paper, PaperState.MISSING.value, None)
    return PaperRow(paper, paper_standing(PaperState(row.state), row.expires_on, today), row)
