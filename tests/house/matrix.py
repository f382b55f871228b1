"""Every route, every role, own and foreign objects: what is asked, and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from actions.entry import make_invite, open_session
from actions.mock_papers import Books
from actions.mocks import start_mock
from blueprints.web.gates import act_of
from domain.access import ALLOWED, Act, Role
from models.base import new_uid
from models.learning import PracticeSet
from models.people import Person
from models.road import Assignment, AssignmentTo, ExamApplication
from tests.cast import Cast
from tests.conftest import START

SAFE = {"GET", "HEAD", "OPTIONS"}
ACTORS = {
    Role.TRAINEE: "xiaofang",
    Role.MENTOR: "wang",
    Role.MANAGER: "li",
    Role.BUREAU: "like",
    Role.CIVIL: "qian",
    Role.AUTHOR: "fang",
    Role.ADMIN: "lin",
}
SCOPES = ("own", "colleague", "tenant", "region")
"""Whose the object is: mine, another trainee's of my agency, another agency's, another county's."""
HOLDERS = {
    "own": ("xiaofang", "wang", "li"),
    "colleague": ("xiaojun", "wang", "li"),
    "tenant": ("xiaomei", "zhou", "wu"),
    "region": ("xiaoqiang", "chen", "sun"),
}
WORDS = {
    "course_id": "junior-comprehensive-2025",
    "lesson_id": "jc04-01",
    "section": "s1",
    "number": "1",
    "place": "q1",
    "slug": "study",
    "kind": "read",
    "purpose": "named-lists",
    "question": "education",
    "level": "junior",
    "step": "account",
    "year": "2026",
}
NEEDS_MORE = {
    "mocks.start": "a form that names a course",
    "practice.cause": "an answer that was wrong",
    "road.certificate_registration": "a certificate",
}
"""Routes whose own object is not enough: without the rest there is nothing at that address."""
REACHED = {200, 302, 303, 422}
PARTS = [
    import_module(f"tests.house.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("objects_*.py"))
]
"""What each part adds, all of it optional but `make`:

`make(db, house, cast, scope, people)` gives public ids by the name they have in addresses;
`people` are trainee, mentor and manager of that scope. A name may end in a role ("x mentor").
`WORDS` and `NEEDS_MORE` as above. By the name of an object, who sees it beside its holders:
`COLLEAGUES` (roles that see those of their own agency), `COUNTY` (roles that see those of their
own county), `EVERYWHERE` (roles that see all), `NOT_OWN` (roles that do not see even "own").
"""
for _part in PARTS:
    WORDS |= getattr(_part, "WORDS", {})
    NEEDS_MORE |= getattr(_part, "NEEDS_MORE", {})


@dataclass(frozen=True, slots=True)
class Try:
    """One request and the statuses that are right for it."""

    role: Role | None
    endpoint: str
    method: str
    path: str
    scope: str
    right: frozenset[int]


def objects(app: Flask, cast: Cast) -> dict[tuple[str, str], str]:
    """For each scope, the public ids of one object of each kind."""
    house = app.extensions["house"]
    made: dict[tuple[str, str], Any] = {}
    for scope, (trainee_name, mentor_name, manager_name) in HOLDERS.items():
        trainee, mentor, manager = (
            getattr(cast, name) for name in (trainee_name, mentor_name, manager_name)
        )
        with house.database.writing() as db:
            item = house.library.items(pool="practice")[0]
            row = PracticeSet(
                person_id=trainee.id,
                once=new_uid(),
                mode="practice",
                topic="mixed",
                items=[item.id],
                made_at=START,
            )
            db.add(row)
            db.flush()
            made[scope, "uid"] = row.uid
            made[scope, "mock"] = _mock(db, house, trainee)
            made[scope, "person_id"] = trainee.uid
            made[scope, "application"] = _application(db, trainee)
            for role, maker in ((Role.MENTOR, mentor), (Role.MANAGER, manager)):
                made[scope, f"invite_id {role}"] = _invite(db, cast, maker)[0].uid
                made[scope, f"assignment_id {role}"] = _assignment(db, cast, maker, trainee)
            for part in PARTS:
                found = part.make(db, house, cast, scope, (trainee, mentor, manager))
                made |= {(scope, name): value for name, value in found.items()}
            made[scope, "code"] = _invite(db, cast, manager)[1]
            for person in (trainee, mentor, manager, cast.like, cast.qian, cast.fang, cast.lin):
                session = open_session(db, person, token=f"{scope}{person.id}", label="x", at=START)
                made[scope, f"session {person.login_name}"] = session.uid
    return {key: str(value) for key, value in made.items()}


def tries(app: Flask, made: dict[tuple[str, str], str], role: Role | None) -> Iterator[Try]:
    """Every route and method, for one role, on each scope its address knows."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        scopes = SCOPES if "<uid:" in rule.rule else ("own",)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            for scope in scopes:
                path = address(rule, made, role, scope)
                with app.app_context():
                    act = act_of(rule.endpoint)
                right = expected(rule, act, role, scope, method)
                yield Try(role, rule.endpoint, method, path, scope, right)


def expected(
    rule: Rule, act: Act | None, role: Role | None, scope: str, method: str
) -> frozenset[int]:
    """The statuses that are right."""
    if act is None:
        raise AssertionError(f"{rule.endpoint} is not in the matrix")
    if act is Act.PUBLIC:
        return frozenset(REACHED)
    if role is None:
        return frozenset({303})
    if role not in ALLOWED[act]:
        return frozenset({403})
    if not _sees(rule, role, scope):
        return frozenset({404})
    return frozenset(REACHED | {404} if rule.endpoint in NEEDS_MORE else REACHED)


def _sees(rule: Rule, role: Role, scope: str) -> bool:
    """Whether this role sees the objects of this scope that the address names."""
    if any(role in said for said in _said("NOT_OWN", rule)):
        return False
    if scope == "own" or _sees_colleagues(rule, role, scope):
        return True
    if any(role in said for said in _said("EVERYWHERE", rule)):
        return True
    if scope != "region" and any(role in said for said in _said("COUNTY", rule)):
        return True
    return scope == "colleague" and any(role in said for said in _said("COLLEAGUES", rule))


def _said(kind: str, rule: Rule) -> Iterator[frozenset[Role]]:
    for part in PARTS:
        for name, roles in getattr(part, kind, {}).items():
            if name in rule.arguments:
                yield roles


def _sees_colleagues(rule: Rule, role: Role, scope: str) -> bool:
    """A manager sees all people of the agency; a mentor only those assigned; makers their own."""
    if scope != "colleague":
        return False
    if "invite_id" in rule.rule or "assignment_id" in rule.rule:
        return True
    return role is Role.MANAGER and "person_id" in rule.rule


def address(rule: Rule, made: dict[tuple[str, str], str], role: Role | None, scope: str) -> str:
    """The address of a rule with real ids in it."""

    def fill(found: re.Match[str]) -> str:
        name = found[2]
        if name in WORDS and found[1] != "uid:":
            return WORDS[name]
        if name == "session":
            login = ACTORS.get(role or Role.TRAINEE, "xiaofang")
            owner = login if scope == "own" else HOLDERS[scope][0]
            return made[scope, f"session {owner}"]
        maker = Role.MENTOR if role is Role.MENTOR else Role.MANAGER
        return made.get((scope, name)) or made[scope, f"{name} {maker}"]

    return re.sub(r"<(\w+:)?(\w+)>", fill, rule.rule)


def _mock(db: Any, house: Any, trainee: Person) -> Any:
    return start_mock(
        db,
        trainee.id,
        house.library.course(WORDS["course_id"]),
        once=new_uid(),
        books=Books(house.library, house.rules),
        at=datetime.now(UTC),
    ).mock.uid


def _application(db: Any, trainee: Person) -> Any:
    row = ExamApplication(
        person_id=trainee.id, sitting="sitting-2027-000000", level="junior", made_at=START
    )
    db.add(row)
    db.flush()
    return row.uid


def _invite(db: Any, cast: Cast, maker: Person) -> Any:
    return make_invite(
        db,
        by=maker,
        agency_id=cast.agency_of(maker),
        class_id=None,
        places=5,
        days=30,
        at=datetime.now(UTC),
    )


def _assignment(db: Any, cast: Cast, maker: Person, trainee: Person) -> Any:
    row = Assignment(
        agency_id=cast.agency_of(maker),
        made_by_id=maker.id,
        once=new_uid(),
        kind="mock",
        target=WORDS["course_id"],
        due_on=START.date(),
        reason="x",
        made_at=START,
    )
    db.add(row)
    db.flush()
    db.add(AssignmentTo(assignment_id=row.id, person_id=trainee.id))
    return row.uid
