"""The blueprint of the part, and who is asking."""

from collections.abc import Callable

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from blueprints.office.health import backup_state, disk_state
from blueprints.web.db import db
from blueprints.web.language import is_shared_page
from blueprints.web.login import actor, actor_or_none
from blueprints.words.accounts import role_words
from blueprints.words.office import (
    by_words,
    confidence_words,
    disk_words,
    place_words,
    region_words,
    size_words,
    time_words,
    unbacked_words,
)
from domain.access import Act
from models.office_queries import region_names
from models.people import Person

bp = Blueprint("office", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "role_words": role_words,
        "by_words": by_words,
        "confidence_words": confidence_words,
        "disk_words": disk_words,
        "place_words": place_words,
        "size_words": size_words,
        "time_words": time_words,
        "unbacked_words": unbacked_words,
    }


@bp.app_template_global("house_trouble")
def _house_trouble() -> str:
    """What to tell an administrator on every page, the worst first; empty where all is well."""
    someone = None if is_shared_page() else actor_or_none()
    if someone is None or not someone.may(Act.RUN_HOUSE):
        return ""
    if words := disk_words(disk_state()):
        return words
    return _("26 小时里没有一份核对过的备份。") if backup_state().late else ""


def named_regions() -> Callable[[str], str]:
    """What says the name of a region by its code."""
    names = {row[0]: row[1] for row in db().execute(region_names())}
    return lambda code: region_words(code, names)


def myself(session: Session) -> Person:
    """The signed-in person's own row, inside a write."""
    return session.get_one(Person, actor().id)
