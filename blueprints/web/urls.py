"""Addresses: public ids in them, and where a stranger may be sent."""

import re
from uuid import UUID

from werkzeug.routing import BaseConverter, ValidationError

_LOCAL = re.compile(r"/[a-z0-9][a-z0-9/_.-]*(\?[A-Za-z0-9=&_.-]*)?", re.ASCII)


class UidConverter(BaseConverter):
    """A public id, only in its plain lower-case form."""

    regex = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def to_python(self, value: str) -> UUID:
        """Read the id."""
        try:
            return UUID(value)
        except ValueError as wrong:
            raise ValidationError from wrong

    def to_url(self, value: UUID | str) -> str:
        """Write the id."""
        return str(value)


class SlugConverter(BaseConverter):
    """A name of ours: lower-case letters, digits and hyphens."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def safe_next(target: str | None, otherwise: str) -> str:
    """Where to go after signing in: a plain local path, else the page named here."""
    if target and _LOCAL.fullmatch(target):
        return target
    return otherwise
