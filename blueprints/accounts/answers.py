"""What somebody who is joining has answered so far: sealed, in their own cookie, for two hours.

Each question is a page of its own address, so that the back button, a reload and a phone that
died go on where they were; nothing is kept here before the last answer, and signing in clears
the cookie.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from flask import session

from actions.entry import plain_code
from blueprints.web.db import now
from blueprints.web.house import house
from models.base import new_uid
from models.seal import SealBrokenError

LIFE = timedelta(hours=2)
COOKIE = "joining"
PLACE = "joining.answers"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one invite; `uid` will be the new person's, so that twice is once."""

    code: str
    uid: str
    lists: str = ""
    name: str = ""
    login: str = ""


def begin(code: str) -> None:
    """Remember that the first question, the agreement, was answered."""
    if answers_to(code) is None:
        _keep(Answers(plain_code(code), str(new_uid())))


def answers_to(code: str) -> Answers | None:
    """What was answered to this invite; None when nothing was, or too long ago."""
    kept = session.get(COOKIE)
    if not isinstance(kept, str):
        return None
    try:
        opened = json.loads(house().keyring.open(urlsafe_b64decode(kept), PLACE))
    except (SealBrokenError, ValueError):
        return None
    answers = Answers(**opened["answers"])
    fresh = opened["until"] > now().timestamp()
    return answers if fresh and answers.code == plain_code(code) else None


def add(answers: Answers, **more: str) -> None:
    """Remember one answer more."""
    _keep(replace(answers, **more))


def forget() -> None:
    """Clear the answers from this browser."""
    session.pop(COOKIE, None)


def _keep(answers: Answers) -> None:
    until = (now() + LIFE).timestamp()
    text = json.dumps({"answers": asdict(answers), "until": until}, ensure_ascii=False)
    session[COOKIE] = urlsafe_b64encode(house().keyring.seal(text, PLACE)).decode()
    session.permanent = True
