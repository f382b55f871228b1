"""Certificates in the town: one to look at, one confirmed and registered, a degree, some hours."""

from datetime import timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.credentials import check_certificate, enter_for, show_certificate, version_of
from actions.qualifications import Study, log_hours, record_qualification
from actions.road import enter_certificate, register_certificate
from actions.upload_reading import Given
from blueprints.web.house import House
from domain.days import local_day
from models.people import Person
from tests.chromium.life import NOW, Life, once

PASSED = local_day(NOW) - timedelta(days=500)


def live(house: House) -> Life:
    """Let 小军 show a certificate and log hours, 王老师 hold one, 李主任 record a degree."""
    with house.database.writing() as db:
        jun, wang, li = (_by_login(db, name) for name in ("xiaojun", "wang", "li"))
        enter_certificate(db, jun.id, "junior", passed_on=PASSED, at=NOW - timedelta(days=3))
        shown = enter_for(db, jun, "junior", passed_on=PASSED, by=jun, at=NOW)
        _show(db, house, shown.id, jun)
        held = enter_for(db, wang, "middle", passed_on=PASSED, by=wang, at=NOW)
        seen = version_of(db, held).text
        check_certificate(db, held.id, agreed=True, words="", seen=seen, by=li, at=NOW)
        register_certificate(
            db, wang.id, "middle", registered_on=PASSED + timedelta(days=90), at=NOW
        )
        study = Study(local_day(NOW) - timedelta(days=9), 480, "小组工作技巧", "县社工站")
        log_hours(db, jun.id, study, by=jun, once=once("hours"), at=NOW)
        degree = record_qualification(
            db, wang, "sw-degree", "三峡大学 社会工作 本科 2015", by=li, at=NOW
        )
        return {"certificate": str(shown.uid), "degree": str(degree.uid)}


def _by_login(db: Session, login: str) -> Person:
    return db.scalars(select(Person).where(Person.login_name == login)).one()


def _show(db: Session, house: House, certificate_id: int, by: Person) -> None:
    file = BytesIO()
    Image.new("RGB", (600, 400), "#e4f1eb").save(file, "JPEG")
    show_certificate(
        db,
        certificate_id,
        Given("image/jpeg", file.getvalue(), "证书.jpg"),
        "2025420012345",
        instance=house.settings.instance,
        keyring=house.keyring,
        by=by,
        at=NOW,
    )
