"""The views of the part `messages`, gathered."""

from blueprints.messages.part import bp

__all__ = ["bp"]
