"""What an address may ask for in several parts: a day gone by, the public id of something.

Whatever cannot be read is left out, not refused: addresses are shared.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from blueprints.web.db import now
from blueprints.web.forms import narrow
from domain.days import local_day

EARLIEST: Final = date(1900, 1, 1)
LONGEST_ODD: Final = 20
NUL: Final = "\x00"
"""The one sign that PostgreSQL takes in no text."""


class Asked(Request):
    """A request whose address asks for nothing that a database cannot be asked for."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands behind the question mark."""
        pairs = super().args.items(multi=True)
        return ImmutableMultiDict((name, text.replace(NUL, "")) for name, text in pairs)


def connect(app: Flask) -> None:
    """Let every address be read so."""
    app.request_class = Asked


def day_asked(args: Mapping[str, str]) -> date | None:
    """A day gone by that the address asks for; anything else, or long before us, is today's."""
    day = _day(args)
    return day if day and EARLIEST <= day < local_day(now()) else None


def odd_day(args: Mapping[str, str]) -> date | str | None:
    """What the address asks for as a day gone by, where it is none: a day, or what is no day."""
    day, today = _day(args), local_day(now())
    if day is None:
        return narrow(args.get("on", ""))[:LONGEST_ODD] or None
    return None if EARLIEST <= day <= today else day


def _day(args: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(narrow(args.get("on", "")))
    except ValueError:
        return None


def uid_asked(name: str) -> UUID | None:
    """A public id in the address, where there is a good one."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
