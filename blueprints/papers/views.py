"""The views of the part `papers`, gathered."""

from blueprints.papers.part import bp

__all__ = ["bp"]
