"""The views of the part `pipeline`, gathered."""

from blueprints.pipeline.part import bp

__all__ = ["bp"]
