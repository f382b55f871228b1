"""The views of the part `classes`, gathered."""

from blueprints.classes import board, mine, people, quiet, rehearsals, typing_in, weeks
from blueprints.classes.part import bp

__all__ = ["board", "bp", "mine", "people", "quiet", "rehearsals", "typing_in", "weeks"]
