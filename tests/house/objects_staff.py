"""Certificates, files, hours and degrees of each scope."""

from datetime import date
from io import BytesIO

from PIL import Image

from actions.credentials import keep_evidence
from actions.qualifications import Study, log_hours, record_qualification
from actions.road import enter_certificate
from actions.upload_reading import Given
from domain.access import Role
from models.base import new_uid
from models.credentials import Upload
from models.people import Person
from models.road import Certificate
from tests.conftest import START

OTHERS = frozenset({Role.BUREAU, Role.CIVIL, Role.AUTHOR, Role.ADMIN})
WORDS = {"filetype": "xlsx"}
NEEDS_MORE = {
    "road.certificate_evidence": "a certificate",
    "road.certificate_number": "a certificate with a number",
    "staff.evidence": "a manager, or one's own certificate",
    "staff.registration": "a manager, or one's own certificate",
    "staff.hours": "a manager, or one's own certificate, to write some down",
}
COLLEAGUES = {
    "certificate": frozenset({Role.MANAGER}),
    "qualification": frozenset({Role.MANAGER}),
    "upload": frozenset({Role.MANAGER}),
}
NOT_OWN = {"upload": OTHERS}


def make(db, house, cast, scope, people):
    """One of each, about the trainee of the scope, entered by themselves."""
    trainee = db.get_one(Person, people[0].id)
    level = "middle"
    enter_certificate(db, trainee.id, level, passed_on=date(2025, 7, 20), at=START)
    held = db.query(Certificate).filter_by(person_id=trainee.id, level=level).one()
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG")
    given = Given("image/jpeg", file.getvalue(), "x.jpg")
    keep_evidence(db, held.id, given, instance=house.settings.instance, by=trainee, at=START)
    degree = record_qualification(db, trainee, "sw-degree", "本科", by=trainee, at=START)
    study = log_hours(
        db,
        trainee.id,
        Study(date(2026, 10, 1), 60, "个案"),
        by=trainee,
        once=new_uid(),
        at=START,
    )
    return {
        "certificate": held.uid,
        "upload": db.get_one(Upload, held.upload_id).uid,
        "qualification": degree.uid,
        "study": study.uid,
    }
