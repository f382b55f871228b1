"""The views of the part `papers`, gathered."""

from blueprints.papers import county, village
from blueprints.papers.part import bp

__all__ = ["bp", "county", "village"]
