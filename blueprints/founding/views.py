"""The views of the part `founding`, gathered."""

from blueprints.founding import (
    board,
    history,
    members,
    papers,
    printing,
    registered,
    steps,
    stopping,
    teams,
)
from blueprints.founding.part import bp

__all__ = [
    "board",
    "bp",
    "history",
    "members",
    "papers",
    "printing",
    "registered",
    "steps",
    "stopping",
    "teams",
]
