"""Objects of messages for the matrix: a conversation of the scope's trainee."""

from actions.messages import Talk, say
from domain.access import Role
from models.base import new_uid
from models.messages import Conversation
from tests.conftest import START

NEEDS_MORE = {"messages.settle": "a message that was seen"}
COLLEAGUES = {"conversation_id": {Role.MANAGER}}


def make(db, house, cast, scope, people):
    """The trainee said something to the agency."""
    trainee = people[0]
    talk = Talk(trainee.id, cast.agency_of(trainee), "registration")
    message = say(db, talk, "x", by_id=trainee.id, once=new_uid(), at=START)
    return {"conversation_id": db.get_one(Conversation, message.conversation_id).uid}
