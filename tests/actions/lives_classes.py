"""Rows of classes and messages that go, or lose their words, when a trainee goes."""

from sqlalchemy import select

from models.base import new_uid
from models.classes import Silence
from models.messages import Conversation, Message
from models.places import StudyClass
from tests.conftest import START


def live(db, house, me, wang, agency_id):
    """小芳 was silent once, and said and was told something."""
    class_id = db.scalars(select(StudyClass.id)).first()
    db.add(Silence(person_id=me.id, class_id=class_id, since=START.date()))
    talk = Conversation(trainee_id=me.id, agency_id=agency_id, about="general", made_at=START)
    db.add(talk)
    db.flush()
    for by, words in ((me, "我是小芳"), (wang, "小芳，周六来")):
        db.add(Message(conversation_id=talk.id, by_id=by.id, once=new_uid(), text=words, at=START))
    db.flush()
