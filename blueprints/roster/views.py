"""The views of the part `roster`, gathered."""

from blueprints.roster.part import bp

__all__ = ["bp"]
