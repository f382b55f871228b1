"""A choice with its button stays on the screen of a phone, however large the letters are."""

from playwright.sync_api import Browser
from sqlalchemy import select

from models.people import Membership
from models.places import StudyClass
from tests.chromium.site import Site

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_the_choice_of_a_class_fits_in_the_largest_letters(site: Site, chromium: Browser) -> None:
    with site.house.database.writing() as db:
        agency = site.cast.agency_of(site.cast.xiaofang)
        other = StudyClass(agency_id=agency, name="云岭复考班")
        db.add(other)
        db.flush()
        seat = select(Membership).where(Membership.person_id == site.cast.xiaojun.id)
        db.scalars(seat).one().class_id = other.id
    with site.as_person(chromium, site.cast.li) as phone:
        phone.add_cookies([{"name": "size", "value": "xxl", "url": site.url}])
        page = phone.new_page()
        page.goto("/trainees")
        assert page.get_by_label("哪个班").count() == 1
        assert not page.evaluate(TOO_WIDE)
