"""Codes of invites and slips on their way to the page that shows them; all parts share it."""

from blueprints.web.codes import hand_over, made_by, take

__all__ = ["hand_over", "made_by", "take"]
