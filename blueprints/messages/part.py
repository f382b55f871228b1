"""Messages between a trainee and those who guide them."""

from uuid import UUID

from flask import Blueprint

from blueprints.web.db import now, one_or_404
from blueprints.web.login import actor
from models.message_queries import conversations_of, partner
from models.messages import Conversation
from models.people import Person

bp = Blueprint("messages", __name__)


def conversation_or_404(uid: UUID) -> Conversation:
    """A conversation this person may read; for others it does not exist."""
    return one_or_404(conversations_of(actor(), now()).where(Conversation.uid == uid))


def trainee_or_404(uid: UUID) -> Person:
    """The trainee to write about: oneself, or one of one's own."""
    return one_or_404(partner(actor(), uid, now()))
