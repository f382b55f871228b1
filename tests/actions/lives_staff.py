"""What 小芳 can show: a file with her name on it, and a place in the counts of holders."""

from actions.stages import add_people
from models.credentials import HolderNow, Upload
from tests.conftest import START


def live(db, house, me, wang, agency_id):
    """One row of each table of this part that goes or is blanked."""
    db.add(HolderNow(person_id=me.id, agency_id=agency_id, level="junior"))
    add_people(db, "holder", "junior", 1, agency_id=agency_id)
    upload = Upload(
        sha256="0" * 64,
        media="image/jpeg",
        name="小芳的证书.jpg",
        bytes=1,
        person_id=me.id,
        by_id=wang.id,
        at=START,
    )
    db.add(upload)
    db.flush()
