"""The views of the part `region`, gathered."""

from blueprints.region.part import bp

__all__ = ["bp"]
