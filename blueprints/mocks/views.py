"""Mocks: choosing a paper, sitting it, its report and its answer card."""

from blueprints.mocks import after, taking
from blueprints.mocks.part import bp

__all__ = ["after", "bp", "taking"]
