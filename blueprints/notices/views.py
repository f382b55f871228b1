"""What people are told, how they want it, and how mail leaves."""

from blueprints.notices import group, inbox, mail, wishes
from blueprints.notices.part import bp

__all__ = ["bp", "group", "inbox", "mail", "wishes"]
