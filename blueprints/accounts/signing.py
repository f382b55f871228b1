"""Giving this browser a session; every way in ends here."""

from actions.entry import open_session
from blueprints.web.db import now, writing
from blueprints.web.login import start_session
from models.people import Person


def sign_in(person: Person) -> None:
    """Give this browser a new session of this person; what it held before is forgotten."""
    token, label = start_session()
    with writing() as session:
        open_session(session, person, token=token, label=label, at=now())
