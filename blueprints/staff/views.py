"""The views of the part `staff`, gathered."""

from blueprints.staff.part import bp

__all__ = ["bp"]
