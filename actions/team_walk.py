"""Verbs of a founding team's walk: what it tells of its steps and how far its papers are."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.team_book import LICENCE, Walkbook, places_of, tell, told_by
from actions.team_merge import Edit, Row, Texts, Values, keep, lock_team, merge, told_fields
from actions.team_stages import STOPPED, follow_steps
from domain.days import local_day
from domain.founding import (
    AgencyPaper,
    AgencyStep,
    PaperState,
    Said,
    Standing,
    Told,
    is_skipped,
    paper_standing,
    ways_taken,
)
from models.founding import FoundingTeam, TeamPaper, TeamStep
from models.founding_queries import papers_of
from models.people import Person

Check = Callable[[Values, Values], Values]
"""From what is changed and what stands now to what is written; raises what is refused."""


class TeamClosedError(Exception):
    """The team is a registered agency; only what comes after the licence is still written."""


class TeamStoppedError(TeamClosedError):
    """The team has stopped; it is taken up again before anything of it is written."""


class StepLockedError(Exception):
    """Other steps must come first; `first` are their names."""

    def __init__(self, first: Sequence[str]) -> None:
        super().__init__(", ".join(first))
        self.first = tuple(first)


class WayMissingError(Exception):
    """The step offers several ways and none is chosen."""


class LicenceMissingError(Exception):
    """The certificate is there once its name, code and day are entered, which makes the agency."""


class PapersMissingError(Exception):
    """The step cannot be done before these papers are ready."""

    def __init__(self, papers: Sequence[str]) -> None:
        super().__init__(", ".join(papers))
        self.papers = tuple(papers)


def save_step(
    db: Session,
    team_id: int,
    step: AgencyStep,
    edit: Edit,
    *,
    book: Walkbook,
    by: Person,
    at: datetime,
) -> list[str]:
    """Save what a team tells of one step; its stage follows. The names of the fields that changed.

    Raises:
        ClashError: somebody changed the same field meanwhile.
        StepLockedError, WayMissingError, PapersMissingError, LicenceMissingError: it cannot be
            begun or done yet.
        TeamClosedError: the team is registered, and the step came before that; or it stopped.
    """
    team = lock_team(db, team_id)
    refuse_closed(team, step)
    query = select(TeamStep).where(TeamStep.team_id == team_id, TeamStep.step == step.step)
    row = db.scalars(query).one_or_none() or _new_step(team_id, step.step)

    def check(changed: Values, now: Values) -> Values:
        return changed | _check_step(db, team, step, now | changed, changed, book, local_day(at))

    saved = save_row(db, team, step_part(step.step), row, edit, by, at, check=check)
    if saved:
        cause = f"{step_part(step.step)}:{row.version}"
        follow_steps(db, team, book, cause=cause, by=by, at=at)
    return saved


def save_paper(
    db: Session,
    team_id: int,
    paper: AgencyPaper,
    edit: Edit,
    *,
    book: Walkbook,
    by: Person,
    at: datetime,
) -> list[str]:
    """Save how far one paper is; the names of the fields that changed.

    Raises:
        ClashError: somebody changed the same field meanwhile.
        TeamClosedError: the team is registered, and the paper came before that; or it stopped.
    """
    team = lock_team(db, team_id)
    users = [step for step in book.steps if paper.paper in step.papers]
    refuse_closed(team, *users)
    query = select(TeamPaper).where(TeamPaper.team_id == team_id, TeamPaper.paper == paper.paper)
    row = db.scalars(query).one_or_none() or _new_paper(team_id, paper.paper)
    return save_row(db, team, paper_part(paper.paper), row, edit, by, at)


def step_part(step: str) -> str:
    """How the history names a step."""
    return f"step:{step}"


def paper_part(paper: str) -> str:
    """How the history names a paper."""
    return f"paper:{paper}"


def unready_papers(
    db: Session, team_id: int, step: AgencyStep, book: Walkbook, today: date
) -> list[str]:
    """The papers a step takes on the way chosen that are not ready, or not any more."""
    rows = {row.paper: row for row in db.scalars(papers_of(team_id))}
    told = told_by(db, team_id)
    return [name for name in papers_asked(step, book, told) if not _is_ready(rows.get(name), today)]


def papers_asked(step: AgencyStep, book: Walkbook, told: dict[str, Told]) -> list[str]:
    """The papers of a step without those that belong only to a way not taken."""
    ways = ways_taken(book.steps, told)
    owners = {
        name: [s for s in book.steps if name in s.papers and s.for_way] for name in step.papers
    }
    return [
        name
        for name in step.papers
        if not (owners[name] and all(is_skipped(one, ways) for one in owners[name]))
    ]


def _is_ready(row: TeamPaper | None, today: date) -> bool:
    if row is None:
        return False
    return paper_standing(PaperState(row.state), row.expires_on, today) == PaperState.READY


def _check_step(
    db: Session,
    team: FoundingTeam,
    step: AgencyStep,
    after: Values,
    changed: Values,
    book: Walkbook,
    today: date,
) -> Values:
    """Refuse what cannot be; return the day on which the step was done, where that follows."""
    done = after["state"] == Said.DONE
    if "state" in changed and after["state"] != Said.TODO:
        place = next(p for p in places_of(db, team.id, book, today) if p.step.step == step.step)
        if place.first and place.standing is not Standing.SKIPPED:
            raise StepLockedError(place.first)
    if done and step.either and not after["branch"]:
        raise WayMissingError
    if done and "state" in changed:
        missing = unready_papers(db, team.id, step, book, today)
        if missing:
            raise PapersMissingError(missing)
        if step.step == LICENCE and team.credit_code is None:
            raise LicenceMissingError
    if done and not after["done_on"]:
        return {"done_on": today.isoformat()}
    return {"done_on": ""} if not done and after["done_on"] else {}


def save_row(
    db: Session,
    team: FoundingTeam,
    part: str,
    row: Row,
    edit: Edit,
    by: Person,
    at: datetime,
    *,
    check: Check | None = None,
) -> list[str]:
    """Merge an edit into a row and keep what it changes; the names of the fields that changed."""
    now = Texts.of(db, team.id).read(row)
    changed = merge(db, team.id, part, now, row.version or 0, edit)
    if not changed:
        return []
    written = check(changed, now) if check else changed
    changed = {f: t for f, t in written.items() if t != now[f]}
    keep(db, team.id, part, row, changed, by_id=by.id, at=at)
    tell(db, "team-changed", team, by, at, part=part, fields=told_fields(changed))
    return sorted(changed)


def refuse_closed(team: FoundingTeam, *steps: AgencyStep) -> None:
    """Refuse to change a stopped team, and a registered one but for what follows the licence."""
    if team.stage == STOPPED:
        raise TeamStoppedError
    if team.closed_at is not None and not (steps and any(s.group == "open" for s in steps)):
        raise TeamClosedError


def _new_step(team_id: int, step: str) -> TeamStep:
    return TeamStep(
        team_id=team_id, step=step, state=Said.TODO.value, branch="", place="", note="", version=0
    )


def _new_paper(team_id: int, paper: str) -> TeamPaper:
    return TeamPaper(
        team_id=team_id, paper=paper, state=PaperState.MISSING.value, note="", version=0
    )
