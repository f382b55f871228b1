"""The views of the part `messages`, gathered."""

from blueprints.messages import inbox, talking
from blueprints.messages.part import bp

__all__ = ["bp", "inbox", "talking"]
