"""A reason kept about 小芳 for the lists of her agency."""

from models.watch import ConcernNow
from tests.conftest import START


def live(db, house, me, wang, agency_id):
    """One row of each table of this part that goes."""
    day = START.date()
    db.add(
        ConcernNow(
            person_id=me.id, agency_id=agency_id, place=0, need="silent", since=day, days=9,
            weight=298, oldest=day,
        )
    )  # fmt: skip
    db.flush()
