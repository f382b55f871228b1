"""What 王老师 and 林管理 were told and set."""

from sqlalchemy import select

from actions.mail import Smtp, set_smtp
from actions.notices import give_address, tell_person
from models.people import Person
from tests.chromium.life import NOW


def live(house):
    """Notices, an address that waits for its code, a mail server."""
    with house.database.writing() as db:
        people = {one.login_name: one for one in db.scalars(select(Person))}
        for number, kind in enumerate(("silence", "waiting", "message")):
            about = {"people": 2, "n": 3}
            tell_person(
                db, people["wang"].id, kind, key=str(number), at=NOW, about=about, href="/today"
            )
        smtp = Smtp("smtp.example.cn", 465, "tls", "z", "z@example.cn", "tall-river-stone")
        set_smtp(db, smtp, by=people["lin"], keyring=house.keyring, at=NOW)
        give_address(db, people["wang"], "wang@example.cn", "123456", keyring=house.keyring, at=NOW)
    return {}
