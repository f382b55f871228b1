"""What the pipeline's addresses are made of, for the matrix of routes and roles."""

from uuid import uuid4

from actions.posts import Hand, Terms, begin_post
from domain.access import Role
from domain.stages import PostKind
from tests.conftest import START

WORDS = {"stage": "in-class", "kind_of_file": "csv"}
COLLEAGUES = {"post_id": {Role.MANAGER}, "mentor_id": {Role.MANAGER}}


def make(db, house, cast, scope, people):
    """A post of this scope's trainee; its mentor."""
    trainee, mentor, manager = people
    terms = Terms(PostKind.STATION, START.date(), engaged="bought")
    hand = Hand(manager.id, START, uuid4())
    row = begin_post(db, trainee.id, cast.agency_of(manager), terms, hand=hand)
    return {"post_id": row.uid, "mentor_id": mentor.uid}
