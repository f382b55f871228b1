"""The founding teams of the demo county: one at the beginning, one at the window, one that stopped.

Told through the verbs the pages use, so that steps, stages and their history agree.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from actions.demo_neighbours import Scene, once
from actions.mock_papers import Books
from actions.team_book import Walkbook, walkbook
from actions.team_merge import NEWEST, YES, Edit
from actions.team_stopping import Word, stop_team
from actions.team_walk import save_paper, save_step
from actions.teams import add_member, make_team, save_member
from domain.days import local_day
from domain.stages import ExamStage
from models.founding import FoundingTeam
from models.people import Person

BEGUN: Final = "云岭县青禾社会工作服务中心"
AT_THE_WINDOW: Final = "云岭县暖阳社会工作服务中心"
STOPPED: Final = "大坪互助社工组"
DUTIES: Final = ("拟任负责人", "财务", "章程", "场地", "监事", "项目", "联络")
FULL_TIME: Final = 5
MONTH: Final = timedelta(days=30)
STEPS: Final = (
    ("needs-study", {"state": "done", "note": "跑了六个村，老人白天没人照看是头一件事。"}),
    ("professionals", {"state": "doing", "note": "还差一位持证的，等明年考试。"}),
    ("premises", {"state": "doing", "place": "云岭镇老粮站二楼", "note": "镇里答应给用三年。"}),
)
PAPERS: Final = (("needs-study", "ready"), ("charter", "draft"), ("premises", "needs_seal"))
WALKED: Final = (
    # months ago, the steps told of then
    (14, ("needs-study", "professionals")),
    (12, ("authority",)),
    (11, ("name",)),
    (9, ("premises", "capital", "charter")),
    (8, ("council", "party")),
    (7, ("submit",)),
)
SENT_BACK: Final = timedelta(days=190)
"""How long ago the window wanted the charter written anew, and when it came again."""
AGAIN: Final = timedelta(days=72)


def found_teams(scene: Scene, books: Books) -> None:
    """Three teams that the county grows, each with a history of its own."""
    book = walkbook(books.rules, scene.agency.region.code, local_day(scene.now))
    _begin(scene, book)
    _come_to_the_window(scene, book)
    _stop(scene, book)


def _begin(scene: Scene, book: Walkbook) -> None:
    """A team of seven that has just begun; five of them full-time."""
    certified = [*scene.people[ExamStage.REGISTERED][:1], *scene.people[ExamStage.CERTIFIED][1:2]]
    others = [_by_login(scene, "xiulan"), *scene.people[ExamStage.STUDYING][12:16]]
    team = _team(scene, book, BEGUN, [*certified, *others], scene.now - 2 * MONTH)
    today, owner = local_day(scene.now), certified[0]
    for name, state in PAPERS:
        _paper(scene, team, book, name, state, owner, scene.now)
    for name, values in STEPS:
        told = {"owner_id": str(owner.uid), "due_on": str(today + MONTH), **values}
        if values["state"] == "done":
            told["done_on"] = str(today - MONTH)
        _step(scene, team, book, name, owner, scene.now, **told)


def _come_to_the_window(scene: Scene, book: Walkbook) -> None:
    """A team that handed its file in, had the charter sent back, and waits for the answer."""
    people = [*scene.people[ExamStage.REGISTERED][1:3], *scene.people[ExamStage.CERTIFIED][2:4]]
    team = _team(scene, book, AT_THE_WINDOW, people, scene.now - 15 * MONTH)
    owner = people[0]
    for paper in book.papers:
        _paper(scene, team, book, paper.paper, "ready", owner, scene.now - 15 * MONTH)
    for months, steps in WALKED:
        at = scene.now - months * MONTH
        for name in steps:
            way = {"branch": "direct"} if name == "authority" else {}
            _step(scene, team, book, name, owner, at, state="done", **way)
    back, again = scene.now - SENT_BACK, scene.now - AGAIN
    words = "窗口说少了党建一条，拿回来改。"
    _step(scene, team, book, "charter", owner, back, state="doing", note=words)
    _step(scene, team, book, "charter", owner, again, state="done")
    _step(scene, team, book, "submit", owner, again, done_on=str(local_day(again)))


def _stop(scene: Scene, book: Walkbook) -> None:
    """A team that found no place, and stopped until there is one."""
    people = scene.people[ExamStage.STUDYING][6:9]
    team = _team(scene, book, STOPPED, people, scene.now - 10 * MONTH)
    why = "场地没谈下来，等村里新楼盖好再说"
    word = Word(why, scene.mentors[0], once("team stopped"), scene.now - 4 * MONTH)
    stop_team(scene.db, team.id, word, book=book)


def _team(
    scene: Scene, book: Walkbook, name: str, people: Sequence[Person], at: datetime
) -> FoundingTeam:
    by = scene.mentors[0]
    team = make_team(
        scene.db,
        name=name,
        region_id=scene.agency.region_id,
        agency_id=scene.agency.id,
        book=book,
        by=by,
        once=once(f"team {name}"),
        at=at,
    )
    for number, person in enumerate(people):
        member = add_member(scene.db, team.id, person.id, by=by, at=at)
        full_time = YES if number < FULL_TIME else ""
        values = {"initiator": YES, "full_time": full_time, "duty": DUTIES[number]}
        save_member(scene.db, team.id, member.id, Edit(NEWEST, values), by=by, at=at)
    return team


def _paper(
    scene: Scene,
    team: FoundingTeam,
    book: Walkbook,
    name: str,
    state: str,
    by: Person,
    at: datetime,
) -> None:
    paper = book.paper(name)
    if paper is None:
        raise LookupError(name)
    edit = Edit(NEWEST, {"state": state})
    save_paper(scene.db, team.id, paper, edit, book=book, by=by, at=at)


def _step(
    scene: Scene,
    team: FoundingTeam,
    book: Walkbook,
    name: str,
    by: Person,
    at: datetime,
    **values: str,
) -> None:
    step = book.step(name)
    if step is None:
        raise LookupError(name)
    save_step(scene.db, team.id, step, Edit(NEWEST, values), book=book, by=by, at=at)


def _by_login(scene: Scene, login: str) -> Person:
    return scene.db.scalars(select(Person).where(Person.login_name == login)).one()
