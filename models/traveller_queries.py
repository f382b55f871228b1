"""What a person's road rests on, read in one question that is built once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import UTCDateTime
from models.people import Membership
from models.places import Agency, Region
from models.road import ApplicationStep, Certificate, EligibilityFact, ExamApplication, ExamResult
from models.statements import run


class Mark(NamedTuple):
    """What somebody got in one paper of one year, in half-marks."""

    paper: str
    year: int
    half_marks: int | None


@dataclass(slots=True)
class Told:
    """What one person told about themselves; of what was told twice, the last."""

    region: str | None = None
    """The code of the region in which the agency joined last lies."""
    answers: dict[str, str] = field(default_factory=dict)
    """About eligibility, by question."""
    certificates: dict[str, date] = field(default_factory=dict)
    """On which day each level was passed."""
    done: dict[tuple[str, str], dict[str, datetime]] = field(default_factory=dict)
    """The steps done and not undone, by sitting and level, with when they were told."""
    marks: list[Mark] = field(default_factory=list)


def told_of(db: Session, person_id: int, now: datetime) -> Told:
    """Everything one person has told by now."""
    told = Told()
    for kind, one, two, step, number, at in run(db, _TOLD, {"person_id": person_id, "now": now}):
        if kind == "region":
            told.region = one
        elif kind == "answer":
            told.answers[one] = two
        elif kind == "certificate":
            told.certificates[one] = date.fromisoformat(two)
        elif kind == "step":
            told.done.setdefault((one, two), {})[step] = at
        else:
            told.marks.append(Mark(one, int(two), number))
    return told


_ME: Final = bindparam("person_id", type_=Integer)
_NOW: Final = bindparam("now", type_=UTCDateTime())
_SHAPE: Final = {
    "one": String(),
    "two": String(),
    "step": String(),
    "number": Integer(),
    "at": UTCDateTime(),
}
"""The columns that all kinds of row share."""


def _rows(
    kind: str, **columns: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Select[*tuple[Any, ...]]:
    empty = ((name, cast(null(), type_)) for name, type_ in _SHAPE.items())
    shown = (columns.get(name, nothing).label(name) for name, nothing in empty)
    return select(literal_column(f"'{kind}'", String()).label("kind"), *shown)


def _latest(key: Any, *keys: Any) -> Select[int]:  # noqa: ANN401
    """The last row of this person for each of these keys."""
    table = key.class_
    return select(func.max(table.id)).where(table.person_id == _ME).group_by(key, *keys)


_REGION: Final = (
    select(Region.code)
    .join(Agency, Agency.region_id == Region.id)
    .join(Membership, Membership.agency_id == Agency.id)
    .where(Membership.person_id == _ME, Membership.starts_at <= _NOW)
    .where(or_(Membership.ends_at.is_(None), Membership.ends_at > _NOW))
    .order_by(Membership.starts_at.desc(), Membership.id.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_STEPS: Final = (
    select(func.max(ApplicationStep.id))
    .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
    .where(ExamApplication.person_id == _ME)
    .group_by(ApplicationStep.application_id, ApplicationStep.step)
)
_TOLD: Final = union_all(
    _rows("region", one=_REGION),
    _rows("answer", one=EligibilityFact.question, two=EligibilityFact.answer).where(
        EligibilityFact.id.in_(_latest(EligibilityFact.question))
    ),
    _rows("certificate", one=Certificate.level, two=cast(Certificate.passed_on, String)).where(
        Certificate.person_id == _ME
    ),
    _rows(
        "step",
        one=ExamApplication.sitting,
        two=ExamApplication.level,
        step=ApplicationStep.step,
        at=ApplicationStep.at,
    )
    .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
    .where(ApplicationStep.id.in_(_LAST_STEPS), ApplicationStep.done.is_(True)),
    _rows(
        "mark",
        one=ExamResult.paper,
        two=cast(ExamResult.year, String),
        number=ExamResult.half_marks,
    ).where(ExamResult.id.in_(_latest(ExamResult.paper, ExamResult.year))),
)
