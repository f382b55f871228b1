"""The views of the part `notices`, gathered."""

from blueprints.notices.part import bp

__all__ = ["bp"]
