"""A founding team of each scope, with a member and a change, for the matrix."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from actions.team_merge import Edit
from actions.team_walk import save_step
from domain.access import Role
from models.founding import TeamChange, TeamMember
from tests.founding import begin, book_of

WORDS = {"agency_step": "needs-study", "agency_paper": "charter"}
NEEDS_MORE = {"founding.steps_file": "the name of a kind of file"}
COLLEAGUES = {"team_id": frozenset({Role.MANAGER})}


def make(db: Any, house: Any, cast: Any, scope: str, people: Any) -> dict[str, Any]:
    """The team that the trainee of a scope is in.

    The mentor is in it too, to see it still once the trainee was made to leave; but 王老师 has
    nothing to do with the colleague's.
    """
    del cast
    trainee, mentor, manager = people
    helpers = () if scope == "colleague" else (mentor,)
    team = begin(db, manager, trainee, *helpers, name=f"{scope}组")
    book = book_of(house)
    edit = Edit(0, {"note": "走访"})
    at = datetime.now(UTC)
    save_step(db, team.id, book.step("needs-study"), edit, book=book, by=trainee, at=at)
    inside = select(TeamMember).where(TeamMember.team_id == team.id)
    member = db.scalars(inside.where(TeamMember.person_id == trainee.id)).one()
    change = db.scalars(
        select(TeamChange).where(TeamChange.team_id == team.id, TeamChange.field == "note")
    ).one()
    return {"team_id": team.uid, "member_id": member.uid, "change_id": change.uid}
