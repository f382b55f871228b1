"""A founding team of seven that has walked a little."""

from datetime import timedelta

from sqlalchemy import select

from actions.team_merge import NEWEST, Edit
from actions.team_stopping import Word, stop_team
from actions.team_walk import save_paper
from actions.teams import add_member
from blueprints.web.house import House
from domain.days import local_day
from models.base import new_uid
from models.founding import TeamMember
from models.people import Person
from tests.cast import Cast
from tests.chromium.life import NOW, Life
from tests.founding import begin, book_of, certify, founders, set_full_time, tell, walk_to


def live(house: House) -> Life:
    """Let 小芳 and six more begin; what the team's pages are found by."""
    cast, book = Cast(house), book_of(house)
    soon = local_day(NOW) + timedelta(days=12)
    with house.database.writing() as db:
        li, fang, jun = (
            db.get_one(Person, one.id) for one in (cast.li, cast.xiaofang, cast.xiaojun)
        )
        team = begin(db, li, fang, jun)
        more = founders(db, house, 5, team.agency_id, first=701)
        for one in more:
            add_member(db, team.id, one.id, by=li, at=NOW)
        set_full_time(db, team, fang, jun, *more)
        certify(db, more[0], by=li)
        certify(db, more[1])
        paper = book.paper("needs-study")
        assert paper is not None
        edit = Edit(NEWEST, {"state": "ready"})
        save_paper(db, team.id, paper, edit, book=book, by=fang, at=NOW)
        tell(db, team, book, "needs-study", fang, NOW, state="done", note="走访了二十六户")
        tell(db, team, book, "authority", jun, NOW, state="doing", note="下周三去县民政局问")
        owner, due = str(jun.uid), soon.isoformat()
        tell(db, team, book, "professionals", fang, NOW, owner_id=owner, due_on=due)
        member = db.scalars(select(TeamMember).where(TeamMember.team_id == team.id)).first()
        assert member is not None
        begin(db, li, fang, name="屈家岭社工筹备组")
        late = begin(db, li, jun, name="九畹溪社工筹备组", at=NOW - timedelta(days=200))
        walk_to(db, late, book, "decision", li, at=NOW - timedelta(days=70))
        stopped = begin(db, li, fang, name="茅坪社工筹备组", at=NOW - timedelta(days=90))
        word = Word("带头人外出打工，明年再看", li, new_uid(), NOW - timedelta(days=9))
        stop_team(db, stopped.id, word, book=book)
        return {
            "team": str(team.uid),
            "team_member": str(member.uid),
            "stopped_team": str(stopped.uid),
        }
