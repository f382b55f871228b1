"""The views of the part `founding`, gathered."""

from blueprints.founding.part import bp

__all__ = ["bp"]
