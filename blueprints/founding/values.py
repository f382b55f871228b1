"""What the texts of a team's history and forms mean, in words."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from actions.team_merge import DAYS, FLAGS, YES
from actions.teams import IN_TEAM
from blueprints.founding.desk import Desk
from blueprints.words.days import long_day
from blueprints.words.founding import paper_words, said_words, yuan_words
from domain.founding import PaperState
from models.founding import TeamMember

Speaker = Callable[[], str]
PAPER_STATES = {state.value for state in PaperState}


def value_words(desk: Desk, field: str, text: str, names: dict[str, str] | None = None) -> str:
    """One value in words; `names` are people by public id who may have left."""
    if field in FLAGS | {IN_TEAM}:
        return _("是") if text == YES else _("不是")
    speak: dict[str, Speaker] = {
        "state": lambda: paper_words(text) if text in PAPER_STATES else said_words(text),
        "cost_fen": lambda: yuan_words(int(text)),
        "branch": lambda: _way_words(desk, text),
        "owner_id": lambda: (names or names_of(desk.members)).get(text, _("已离开的组员")),
        **dict.fromkeys(DAYS, lambda: long_day(date.fromisoformat(text))),
    }
    return speak.get(field, lambda: text)() if text else _("没填")


def _way_words(desk: Desk, code: str) -> str:
    ways = {way.code: way.name for step in desk.book.steps for way in step.either}
    return ways.get(code, code)


def part_words(desk: Desk, part: str, names: dict[str, str]) -> str:
    """What a part of the history is about."""
    kind, _sign, name = part.partition(":")
    if kind == "step":
        step = desk.book.step(name)
        return _("步骤：%(name)s", name=step.name if step else name)
    if kind == "paper":
        paper = desk.book.paper(name)
        return _("材料：%(name)s", name=paper.name if paper else name)
    return _("组员：%(name)s", name=names.get(name, _("已离开的组员")))


def names_of(members: list[TeamMember]) -> dict[str, str]:
    """People by public id."""
    return {str(one.person.uid): one.person.name for one in members}
