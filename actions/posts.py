"""Verbs of posts: begin one, put its terms right, end it. The post track follows.

A person holds one post of an agency at a time: a change of terms ends it and begins another.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import audit
from actions.facts import lock_person
from actions.stages import POST, Move, engage, enter_stage, stage_now
from domain.stages import PostKind
from models.people import Person
from models.pipeline import Post, Station
from models.places import Agency


class ChangedMeanwhileError(Exception):
    """Somebody else changed this post after the page was opened."""

    def __init__(self, by_id: int) -> None:
        super().__init__(by_id)
        self.by_id = by_id


class StartsTooEarlyError(Exception):
    """A post cannot begin before the one that it ends."""

    def __init__(self, held_since: date) -> None:
        super().__init__(held_since)
        self.held_since = held_since


@dataclass(frozen=True, slots=True)
class Terms:
    """What a post is: its kind and place, how it is paid, and the days that matter."""

    kind: PostKind
    started_on: date
    station_id: int | None = None
    engaged: str = ""
    contract_ends_on: date | None = None
    funding_ends_on: date | None = None
    cert_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes a post, when, with which sending, and which state of it they had seen."""

    by_id: int
    at: datetime
    once: UUID
    seen: datetime | None = None


def begin_post(db: Session, person_id: int, agency_id: int, terms: Terms, *, hand: Hand) -> Post:
    """Give a person a post; the one they held in this agency ends. Sent twice it begins once.

    Raises:
        StartsTooEarlyError: the one they hold began later than this one.
    """
    lock_person(db, person_id)
    known = db.scalars(select(Post).where(Post.uid == hand.once)).one_or_none()
    if known is not None:
        return known
    for held in _held(db, person_id, agency_id):
        if terms.started_on < held.started_on:
            raise StartsTooEarlyError(held.started_on)
        held.ended_on, held.by_id, held.at = terms.started_on, hand.by_id, hand.at
    post = Post(uid=hand.once, person_id=person_id, agency_id=agency_id)
    _write(post, terms, hand)
    db.add(post)
    db.flush()
    _stand(db, post, hand)
    _tell(db, "post-begun", post, hand, kind=terms.kind.value)
    return post


def correct_post(db: Session, post_id: int, terms: Terms, *, hand: Hand) -> Post:
    """Put the terms of a running post right; the audit log keeps what they were.

    Raises:
        ChangedMeanwhileError: somebody else changed it since.
        LookupError: it has ended.
    """
    post = _running(db, post_id, hand, terms)
    was = _terms_of(post)
    if was != terms:
        _write(post, terms, hand)
        _stand(db, post, hand)
        _tell(db, "post-corrected", post, hand, was=_told(was), now=_told(terms))
    return post


def end_post(db: Session, post_id: int, *, ended_on: date, why: str, hand: Hand) -> Post:
    """End a post; the person holds none then.

    Raises:
        ChangedMeanwhileError: somebody else changed it since.
        LookupError: it has ended.
    """
    post = _running(db, post_id, hand)
    post.ended_on, post.why_ended, post.by_id, post.at = ended_on, why, hand.by_id, hand.at
    move = Move(
        post.person_id,
        post.agency_id,
        PostKind.NONE,
        cause=f"ended:{post.uid}",
        track=POST,
        why=why,
    )
    enter_stage(db, move, by_id=hand.by_id, at=hand.at)
    _tell(db, "post-ended", post, hand, ended_on=ended_on.isoformat())
    return post


def open_station(
    db: Session,
    name: str,
    kind: PostKind,
    region_id: int,
    *,
    agency: Agency,
    by: Person,
    at: datetime,
) -> Station:
    """Enter a place that has posts; one of that name in that region is there once."""
    query = select(Station).where(Station.region_id == region_id, Station.name == name)
    known = db.scalars(query).one_or_none()
    if known is not None:
        return known
    row = Station(name=name, kind=kind.value, region_id=region_id, agency_id=agency.id)
    db.add(row)
    db.flush()
    audit.tell(db, actor=by.uid, action="station-opened", subject=row.uid, agency=agency.uid, at=at)
    db.flush()
    return row


def _running(db: Session, post_id: int, hand: Hand, wanted: Terms | None = None) -> Post:
    post = db.get_one(Post, post_id)
    lock_person(db, post.person_id)
    db.refresh(post)
    if post.ended_on is not None:
        raise LookupError(post_id)
    if hand.seen not in {None, post.at} and _terms_of(post) != wanted:
        raise ChangedMeanwhileError(post.by_id)
    return post


def _held(db: Session, person_id: int, agency_id: int) -> list[Post]:
    query = select(Post).where(
        Post.person_id == person_id, Post.agency_id == agency_id, Post.ended_on.is_(None)
    )
    return list(db.scalars(query))


def _write(post: Post, terms: Terms, hand: Hand) -> None:
    post.kind, post.engaged, post.station_id = terms.kind.value, terms.engaged, terms.station_id
    post.started_on, post.contract_ends_on = terms.started_on, terms.contract_ends_on
    post.funding_ends_on, post.cert_due_on = terms.funding_ends_on, terms.cert_due_on
    post.by_id, post.at = hand.by_id, hand.at


def _stand(db: Session, post: Post, hand: Hand) -> None:
    """Let the person's post track say this post."""
    now = stage_now(db, post.person_id, post.agency_id, POST)
    if now is not None and now.stage == post.kind:
        engage(db, now, post.engaged)
        return
    move = Move(
        post.person_id,
        post.agency_id,
        post.kind,
        cause=f"post:{hand.once}",
        track=POST,
        engaged=post.engaged,
    )
    enter_stage(db, move, by_id=hand.by_id, at=hand.at)


def _terms_of(post: Post) -> Terms:
    return Terms(
        PostKind(post.kind),
        post.started_on,
        post.station_id,
        post.engaged,
        post.contract_ends_on,
        post.funding_ends_on,
        post.cert_due_on,
    )


def _told(terms: Terms) -> dict[str, str]:
    """The terms for the audit log, without inner numbers."""
    days = {
        "started_on": terms.started_on,
        "contract_ends_on": terms.contract_ends_on,
        "funding_ends_on": terms.funding_ends_on,
        "cert_due_on": terms.cert_due_on,
    }
    told = {name: day.isoformat() if day else "" for name, day in days.items()}
    return told | {"kind": terms.kind.value, "engaged": terms.engaged}


def _tell(db: Session, action: str, post: Post, hand: Hand, **detail: object) -> None:
    audit.tell(
        db,
        actor=db.get_one(Person, hand.by_id).uid,
        action=action,
        subject=db.get_one(Person, post.person_id).uid,
        agency=db.get_one(Agency, post.agency_id).uid,
        at=hand.at,
        post=str(post.uid),
        **detail,
    )
    db.flush()
