"""Giving this browser a session; every way in ends here."""

from actions.entry import open_session, revoke_session
from blueprints.web.db import now, writing
from blueprints.web.login import start_session
from models.people import Person


def sign_in(person: Person, *, proved: bool = False, instead_of: int | None = None) -> None:
    """Give this browser a new session of this person; what it held before is forgotten.

    `proved`: a second factor was shown just now. `instead_of` is a session that ends with it.
    """
    token, label = start_session()
    with writing() as session:
        if instead_of is not None:
            revoke_session(session, instead_of, at=now())
        shown = now() if proved else None
        open_session(session, person, token=token, label=label, at=now(), second_factor_at=shown)
