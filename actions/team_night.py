"""Each night founding teams follow the rules as they hold by then: stages, and when one is stuck.

A rule entered yesterday moves nobody by itself; here its teams move, by the system, with a row.
Members are told of papers that end soon.
"""

from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop
from actions.notices import tell_people
from actions.team_book import Walkbook, told_of, walkbook
from actions.team_merge import lock_team
from actions.team_stages import STOPPED, follow_steps, last_day
from domain.days import local_day
from domain.founding import SOON
from domain.team_stages import stage_of
from models.founding import FoundingTeam, TeamStep
from models.founding_queries import members_of, papers_ending, steps_of
from models.places import Region

SLICE = 500


def follow_rules(workshop: Workshop, at: datetime) -> int:
    """Let every team that has not stopped follow; how many stood elsewhere, or by other days."""
    with workshop.database.reading() as db:
        found = _behind(db, workshop, local_day(at))
    for team_id, book in found:
        with workshop.database.writing() as db:
            team = lock_team(db, team_id)
            cause = f"system:rules:{local_day(at)}:{team.stage}"
            follow_steps(db, team, book, cause=cause, by=None, at=at)
    return len(found)


def remind_of_papers(workshop: Workshop, at: datetime) -> int:
    """Tell members which paper of their team ends soon, once for each last day; how many papers."""
    today = local_day(at)
    with workshop.database.reading() as db:
        ending = db.execute(papers_ending(today, today + SOON)).all()
    for team_id, uid, paper, day in ending:
        with workshop.database.writing() as db:
            people = [one.person_id for one in db.scalars(members_of([team_id], at))]
            key, href = f"paper:{uid}:{paper}:{day}", f"/founding/{uid}/papers/{paper}"
            tell_people(db, people, "paper-ending", key=key, at=at, href=href)
    return len(ending)


def _behind(db: Session, workshop: Workshop, today: date) -> list[tuple[int, Walkbook]]:
    """The teams whose row says something else than their steps and the rules do."""
    rules, books = workshop.rules(db), dict[str, Walkbook]()
    teams = db.execute(_going_on()).all()
    found: list[tuple[int, Walkbook]] = []
    for start in range(0, len(teams), SLICE):
        part = teams[start : start + SLICE]
        told = _told(db, [team.id for team, _code in part])
        for team, code in part:
            book = books.get(code) or books.setdefault(code, walkbook(rules, code, today))
            if _is_behind(team, told.get(team.id, []), book, today):
                found.append((team.id, book))
    return found


def _going_on() -> Select[FoundingTeam, str]:
    return (
        select(FoundingTeam, Region.code)
        .join(Region, Region.id == FoundingTeam.region_id)
        .where(FoundingTeam.stage != STOPPED)
        .order_by(FoundingTeam.id)
    )


def _told(db: Session, teams: list[int]) -> dict[int, list[TeamStep]]:
    found: dict[int, list[TeamStep]] = {}
    for row in db.scalars(steps_of(teams)):
        found.setdefault(row.team_id, []).append(row)
    return found


def _is_behind(team: FoundingTeam, steps: list[TeamStep], book: Walkbook, today: date) -> bool:
    told = told_of(steps)
    day = last_day(book, team.stage, told, team.stage_since, today)
    return (team.stage, team.stuck_after) != (stage_of(book.stages, book.steps, told), day)
