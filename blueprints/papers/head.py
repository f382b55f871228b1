"""The head that stands on every paper: agency, county, what it is about, the day it was made."""

from flask_babel import gettext as _

from blueprints.papers.scope import Scope
from blueprints.words.days import long_day


def head_of(one: Scope, about: str) -> list[tuple[str, str]]:
    """Pairs of name and value."""
    return [
        (_("单位"), one.agency.name),
        (_("县"), one.region.name),
        (_("范围"), about),
        (_("制表日期"), long_day(one.today)),
    ]
