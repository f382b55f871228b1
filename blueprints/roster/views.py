"""The views of the part `roster`, gathered."""

from blueprints.roster import checking, offers, upload, waiting
from blueprints.roster.part import bp

__all__ = ["bp", "checking", "offers", "upload", "waiting"]
