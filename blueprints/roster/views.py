"""The views of the part `roster`, gathered."""

from blueprints.roster import candidate, candidates, checking, offers, upload, waiting
from blueprints.roster.part import bp

__all__ = ["bp", "candidate", "candidates", "checking", "offers", "upload", "waiting"]
