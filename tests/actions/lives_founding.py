"""小芳 is in a founding team, moved it on and let it stop."""

from actions.team_stopping import Word, stop_team
from models.base import new_uid
from models.people import Person
from tests.conftest import START
from tests.founding import begin, book_of, walk_to


def live(db, house, me, wang, agency_id):
    """A team of the agency with steps, papers, changes and stages by 小芳's hand."""
    del agency_id
    mine, by = (db.get_one(Person, one.id) for one in (me, wang))
    team = begin(db, by, mine, name="薪火组")
    book = book_of(house)
    walk_to(db, team, book, "name", mine, at=START)
    stop_team(db, team.id, Word("场地没了", mine, new_uid(), START), book=book)
