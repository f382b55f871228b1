"""Giving and taking roles: never above one's own, never the last administrator, always told."""

import pytest
from sqlalchemy import select

from actions.entry import open_session
from actions.grants import GrantRefusedError, Scope, end_role, grant_role
from actions.tenants import close_agency
from domain.access import EVERYONE, Role, may_grant
from models.entry import SignIn
from models.history import AuditEntry
from models.notices import Notice
from models.people import Membership, Person
from models.places import Agency, Region
from tests.conftest import START


def who(db, login):
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def agency(db, name="甲机构"):
    return db.scalars(select(Agency).where(Agency.name == name)).one()


def given(db, login, role, scope, *, giver=Role.ADMIN, by="lin"):
    return grant_role(
        db, who(db, login).id, role, scope, by=who(db, by), giver=giver, reason="要用", at=START
    )


def refused(house, login, role, scope, giver=Role.ADMIN):
    with pytest.raises(GrantRefusedError) as trouble, house.database.writing() as db:
        given(db, login, role, scope(db), giver=giver)
    return trouble.value.reason


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_nobody_gives_more_than_their_own(role):
    assert may_grant(Role.ADMIN, role) is (role is not Role.TRAINEE)
    assert may_grant(Role.MANAGER, role) is (role in {Role.MENTOR, Role.TRAINEE})
    for giver in EVERYONE - {Role.ADMIN, Role.MANAGER}:
        assert not may_grant(giver, role)


def test_a_role_given_ends_sessions_is_told_and_logged(house):
    with house.database.writing() as db:
        open_session(db, who(db, "chen"), token="t", label="x", at=START)
        made = given(db, "chen", Role.MANAGER, Scope(agency_id=agency(db, "丙机构").id))
        chen = who(db, "chen")
    with house.database.reading() as db:
        assert db.scalars(select(SignIn.revoked_at)).all() == [START]
        told = db.scalars(select(AuditEntry).where(AuditEntry.subject == str(chen.uid))).all()
        assert [one.action for one in told][-2:] == ["role-granted", "role-reason"]
        assert told[-1].detail["reason"] == "要用"
        assert [one.kind for one in db.scalars(select(Notice))] == ["role-changed"]
        assert db.get_one(Membership, made.id).ends_at is None


def test_a_role_held_already_is_not_given_twice(house):
    assert refused(house, "wang", Role.MENTOR, lambda db: Scope(agency(db).id)) == "held"


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.MENTOR, lambda _db: Scope()),
        (Role.ADMIN, lambda db: Scope(agency_id=agency(db).id)),
        (Role.BUREAU, lambda db: Scope(agency_id=agency(db).id)),
        (Role.AUTHOR, lambda db: Scope(region_id=db.scalars(select(Region.id)).first())),
        (Role.CIVIL, lambda _db: Scope()),
    ],
)
def test_a_role_belongs_where_it_belongs(house, role, scope):
    assert refused(house, "chen", role, scope) == "scope"


def test_a_manager_gives_no_manager_and_a_mentor_nothing(house):
    here = lambda db: Scope(agency_id=agency(db).id)  # noqa: E731 - one line for two uses
    assert refused(house, "chen", Role.MANAGER, here, Role.MANAGER) == "above"
    assert refused(house, "chen", Role.MENTOR, here, Role.MENTOR) == "above"


def test_nobody_new_comes_into_a_closed_agency(house):
    with house.database.writing() as db:
        close_agency(db, agency(db).id, by=who(db, "lin"), reason="停办", at=START)
    assert refused(house, "chen", Role.MENTOR, lambda db: Scope(agency(db).id)) == "closed"


def place(db, login, role):
    query = select(Membership).where(
        Membership.person_id == who(db, login).id, Membership.role == role
    )
    return db.scalars(query).one()


def test_a_role_taken_back_keeps_its_row_and_is_taken_once(house):
    with house.database.writing() as db:
        row = place(db, "wang", Role.MENTOR)
        by = who(db, "lin")
        first = end_role(db, row.id, by=by, giver=Role.ADMIN, reason="走了", at=START)
        again = end_role(db, row.id, by=by, giver=Role.ADMIN, reason="走了", at=START)
    assert (first, again) == (True, False)
    with house.database.reading() as db:
        assert place(db, "wang", Role.MENTOR).ends_at == START
        told = db.scalars(select(AuditEntry).where(AuditEntry.action == "role-ended")).all()
        assert len(told) == 1


def test_the_last_administrator_stays(house):
    with house.database.writing() as db:
        row = place(db, "lin", Role.ADMIN)
        with pytest.raises(GrantRefusedError) as trouble:
            end_role(db, row.id, by=who(db, "lin"), giver=Role.ADMIN, reason="x", at=START)
        assert trouble.value.reason == "last"
        given(db, "fang", Role.ADMIN, Scope())
        assert end_role(db, row.id, by=who(db, "fang"), giver=Role.ADMIN, reason="x", at=START)
        other = place(db, "fang", Role.ADMIN)
        with pytest.raises(GrantRefusedError):
            end_role(db, other.id, by=who(db, "fang"), giver=Role.ADMIN, reason="x", at=START)


def test_a_manager_takes_no_manager_away(house):
    with house.database.writing() as db:
        row = place(db, "li", Role.MANAGER)
        with pytest.raises(GrantRefusedError) as trouble:
            end_role(db, row.id, by=who(db, "li"), giver=Role.MANAGER, reason="x", at=START)
    assert trouble.value.reason == "above"
