"""Objects of rosters for the matrix: a file read, somebody waiting, an offer, a candidate."""

import json

from domain.access import Role
from models.base import new_uid
from models.pipeline import Candidate
from models.roster import ImportRow, PendingMembership, RosterImport
from tests.conftest import START

WORDS = {"ending": "xlsx"}
COLLEAGUES = {
    "import_id": {Role.MANAGER},
    "candidate_id": {Role.MANAGER},
    "waiting_id": {Role.MENTOR, Role.MANAGER},
}
NOT_OWN = {"offer": frozenset(Role) - {Role.TRAINEE}}


def make(db, house, cast, scope, people):
    """One of each, of the scope's agency, made by its manager or mentor."""
    trainee, mentor, manager = people
    agency_id = cast.agency_of(manager)
    who = {"agency_id": agency_id, "made_by_id": manager.id}
    roster = RosterImport(
        uid=new_uid(),
        agency_id=agency_id,
        by_id=manager.id,
        once=new_uid(),
        file_name="x.csv",
        sha256="0",
        columns={"sheet": "", "names": ["姓名", "手机号"], "places": {"name": 0, "phone": 1}},
        counts={"rows": 1},
        read_at=START,
        expires_at=START,
    )
    candidate = Candidate(name="向小溪", once=new_uid(), at=START, **who)
    waiting, offer = _pending(trainee, mentor, agency_id)
    db.add_all([roster, candidate, waiting, offer])
    db.flush()
    cells = json.dumps(["田大山", "13900009001"], ensure_ascii=False)
    sealed = house.keyring.seal(cells, f"import_rows.sealed.{roster.uid}.2")
    db.add(ImportRow(import_id=roster.id, number=2, sealed=sealed, made={}))
    db.flush()
    return {
        "import_id": roster.uid,
        "candidate_id": candidate.uid,
        "waiting_id": waiting.uid,
        "offer": offer.uid,
    }


def _pending(trainee, mentor, agency_id):
    common = {
        "person_id": trainee.id,
        "agency_id": agency_id,
        "role": Role.TRAINEE,
        "made_by_id": mentor.id,
        "made_at": START,
    }
    return (
        PendingMembership(waits_for="manager", cause=f"invite:{new_uid()}", **common),
        PendingMembership(waits_for="person", cause=f"import:{new_uid()}", **common),
    )
