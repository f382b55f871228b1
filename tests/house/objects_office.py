"""What administrators and managers look after, for the matrix."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.access import Role
from models.people import Membership
from models.places import Agency
from models.road import RuleOverride
from tests.conftest import START

RULES = """[[rules]]
id = "caution-of-the-matrix"
kind = "caution"
region = "990000"
source = "x"
checked_on = 2026-11-24
confidence = "low"

[rules.value]
topic = "matrix"
text = "x"
"""


def make(db: Any, house: Any, cast: Any, scope: str, people: Any) -> dict[str, Any]:
    """Somebody of the staff of the scope's agency, the agency, and what somebody is there."""
    del house, scope
    trainee, mentor, _manager = people
    tenant = db.get_one(Agency, cast.agency_of(mentor))
    row = RuleOverride(name="x.toml", text=RULES, by="tests", at=START)
    db.add(row)
    db.flush()
    held = select(Membership.uid).where(Membership.person_id == mentor.id)
    return {
        "staff_id": mentor.uid,
        "mentor_place": db.scalars(held).first(),
        "tenant_id": tenant.uid,
        "user_id": trainee.uid,
        "override_id": row.uid,
        "grant_id": db.scalars(held).first(),
    }


ADMINS = frozenset({Role.ADMIN})
COLLEAGUES = {
    "staff_id": frozenset({Role.MANAGER}),
    "mentor_place": frozenset({Role.MANAGER}),
}
EVERYWHERE = {"tenant_id": ADMINS, "user_id": ADMINS, "grant_id": ADMINS, "override_id": ADMINS}
WORDS = {"rule_id": "sitting-2026-420000"}
