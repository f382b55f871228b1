"""One person as a manager sees them: where they stand in the agency, and how they came there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from actions.moves import may_take_back, stays_of
from blueprints.pipeline.part import slug_of
from blueprints.pipeline.scope import my_agency
from blueprints.web.db import db, now, one_or_404
from blueprints.web.login import actor
from blueprints.words.days import long_day
from blueprints.words.pipeline import entered_words, reason_words
from blueprints.words.stages import stage_words
from domain.days import local_day
from domain.pipeline import USUAL_DAYS, Stay
from domain.stages import EXAM_ORDER, ExamStage, exam_stages_after
from models.people import Person
from models.pipeline import Post, StageNow
from models.pipeline_queries import (
    agencies_of_stages,
    history_in,
    managed_agencies,
    present_stage,
    tracked_people,
)
from models.places import Agency
from models.post_queries import posts_held_by
from models.road import StageEntered, Track
from models.roster_queries import offer_of


@dataclass(frozen=True, slots=True)
class LastMove:
    """The move to be taken back: the stay it ended, its row, on which day, by whom and why."""

    before: Stay
    row: StageEntered
    day: str
    why: str

    @property
    def since(self) -> str:
        """The day from which the stay before goes on."""
        return long_day(self.before.begun)


@dataclass(frozen=True, slots=True)
class Found:
    """A person, the agency it is about, and their rows there."""

    person: Person
    agency: Agency
    exam: StageNow | None
    class_name: str
    rows: Sequence[tuple[StageEntered, str]]
    """The history with who wrote each row, the newest first."""
    posts: Sequence[Post]
    asked: str
    """The day they were asked to come back, while they have not answered."""

    @property
    def exam_rows(self) -> list[StageEntered]:
        """The history of the exam track, in order."""
        return [row for row, _by in reversed(self.rows) if row.track is Track.EXAM]

    @property
    def seen(self) -> str:
        """The public id of the last row of the exam track."""
        rows = self.exam_rows
        return str(rows[-1].uid) if rows else ""

    @property
    def stage(self) -> str | None:
        """Where they stand in the exam track."""
        return self.exam.stage if self.exam else None

    @property
    def has_left(self) -> bool:
        """Whether they left the agency."""
        return self.stage == ExamStage.LEFT

    @property
    def days(self) -> int:
        """How many days they have stood there."""
        return (local_day(now()) - local_day(self.exam.since)).days if self.exam else 0

    @property
    def usual(self) -> int | None:
        """How many days are usual in this stage, for who stands there longer."""
        return USUAL_DAYS.get(self.exam.stage) if self.exam and self.exam.stuck else None

    @property
    def allowed(self) -> list[ExamStage]:
        """The stages they may be moved to, in order; leaving has a page of its own."""
        known = exam_stages_after(ExamStage(self.stage) if self.stage else None)
        return [stage for stage in EXAM_ORDER if stage in known]

    @property
    def may_take_back(self) -> bool:
        """Whether the last move can be taken back."""
        return may_take_back(self.exam_rows)

    @property
    def last_move(self) -> LastMove | None:
        """The move that can be taken back, None where there is none."""
        if not self.may_take_back:
            return None
        before, stay = stays_of(self.exam_rows)[-2:]
        row, by = next(
            (row, by)
            for row, by in self.rows
            if row.track is Track.EXAM and (row.stage, row.at) == (stay.stage, stay.begun)
        )
        return LastMove(before, row, long_day(row.at), reason_words(row, by))

    @property
    def post(self) -> Post | None:
        """The post they hold now."""
        return next((post for post in self.posts if post.ended_on is None), None)

    @property
    def history(self) -> list[tuple[str, str, str]]:
        """Day, stage, and who said why."""
        return [
            (long_day(row.at), entered_words(row), reason_words(row, by)) for row, by in self.rows
        ]

    @property
    def list_href(self) -> dict[str, str]:
        """The stage list they stand in, as address and words."""
        stage = self.stage or ""
        return {"slug": slug_of(stage), "words": stage_words(stage)} if stage else {}


def find(person_id: UUID) -> Found:
    """The person behind an address, in one of my agencies; else there is nobody."""
    person = one_or_404(tracked_people(actor(), now()).where(Person.uid == person_id))
    agency = _agency_of(person)
    rows = db().execute(history_in(person.id, agency.id)).all()
    exam = db().execute(present_stage(person.id, agency.id)).one_or_none()
    return Found(
        person,
        agency,
        exam[0] if exam else None,
        (exam[1] or "") if exam else "",
        [(row, by or "") for row, by in rows],
        db().scalars(posts_held_by(person.id, [agency.id])).all(),
        _asked(person, agency),
    )


def _asked(person: Person, agency: Agency) -> str:
    offer = db().scalars(offer_of(person.id, agency.id)).first()
    return long_day(offer.made_at) if offer else ""


def _agency_of(person: Person) -> Agency:
    """The agency in the address if they stood there, else the first in which they did."""
    agencies = list(db().scalars(managed_agencies(actor())))
    if len(agencies) < 2:  # noqa: PLR2004
        return my_agency(agencies)
    stood = set(db().scalars(agencies_of_stages(person.id)))
    member = [one for one in agencies if one.id in stood]
    return my_agency(member or agencies)
