"""The views of the part `classes`, gathered."""

from blueprints.classes.part import bp

__all__ = ["bp"]
