"""The views of the part `staff`, gathered."""

from blueprints.staff import checking, degrees, entering, files, listing, statistics
from blueprints.staff.part import bp

__all__ = ["bp", "checking", "degrees", "entering", "files", "listing", "statistics"]
