"""周老师 has a second factor, 吴主任 has begun to set one up."""

from datetime import timedelta

import pyotp
from sqlalchemy import select

from actions import second_factor
from actions.road import enter_rules
from models.people import Membership, Person
from models.places import Agency
from models.road import RuleOverride
from tests.chromium.life import NOW
from tests.house.objects_office import RULES


def live(house):
    """Two second factors, and who is looked at."""
    with house.database.writing() as db:
        people = {one.login_name: one for one in db.scalars(select(Person))}
        second_factor.begin(db, people["wu"].id, house.keyring, at=NOW)
        factor = second_factor.begin(db, people["zhou"].id, house.keyring, at=NOW)
        at = NOW - timedelta(minutes=5)
        code = pyotp.TOTP(second_factor.secret_of(factor, house.keyring)).at(at)
        second_factor.confirm(db, people["zhou"].id, code, house.keyring, at=at)
        held = db.scalars(select(Membership).where(Membership.person_id == people["wang"].id)).one()
        tenant = db.get_one(Agency, held.agency_id)
        enter_rules(db, "rules.toml", RULES, str(people["lin"].uid), NOW)
        entered = db.scalars(select(RuleOverride.uid)).first()
    return {"entered": entered, "wang": people["wang"].uid, "tenant": tenant.uid, "grant": held.uid}
