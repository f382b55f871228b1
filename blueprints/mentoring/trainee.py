"""One trainee's road on one page, for who answers for them; it prints on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.mentoring.learning import asked, last_weeks, mocks, wrong_book
from blueprints.mentoring.part import bp
from blueprints.mentoring.people import Trainee, trainee_or_404
from blueprints.mentoring.sitting import walk_of
from blueprints.mentoring.trainees import reasons_of
from blueprints.web.countdown import road_position
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.watch import concerns_of
from blueprints.words.mentoring import away_kind_words, guide_words, week_words
from blueprints.words.stages import stage_words
from domain.access import STAFF, Act, Role
from domain.days import local_day
from models.mentoring_queries import extra_times_of, recoverable_people
from models.people import Person
from models.trainee_queries import absences_told, mentors_of, stage_history, standing_of


@dataclass(frozen=True, slots=True)
class Doors:
    """What may be done with this person from here; an empty address is not offered."""

    assign: str
    talk: str
    time: str
    slip: str
    stage: str


@bp.get("/trainees/<uid:person_id>")
@allow(Act.FOLLOW)
def trainee(person_id: UUID) -> ResponseReturnValue:
    """Show where one of my trainees stands on the road, and the rows behind every reason."""
    one = trainee_or_404(person_id)
    me, agencies = one.person.id, actor().agencies(STAFF)
    here = url_for("mentoring.trainee", person_id=person_id)
    return render_template(
        "mentoring/trainee.html",
        person=one.person,
        where=one.where,
        guides=_guides(me, agencies),
        reasons=reasons_of(concerns_of(one.person), here, marks=True),
        position=road_position(me),
        standing=db().scalars(standing_of(me, agencies)).first(),
        history=db().execute(stage_history(me, agencies)).all(),
        walk=walk_of(me),
        weeks=last_weeks(me),
        mocks=mocks(me),
        asked=asked(me, agencies),
        wrong=wrong_book(me),
        absences=db().execute(absences_told(me)).all(),
        times=db().execute(extra_times_of(me, actor())).all(),
        doors=_doors(one),
        stage_words=stage_words,
        away_kind_words=away_kind_words,
        week_words=week_words,
        today=local_day(now()),
    )


def _guides(person_id: int, agencies: Sequence[int]) -> list[str]:
    rows = db().execute(mentors_of(person_id, agencies, now()))
    return [guide_words(name, supervisor=row is not None) for _id, name, row in rows]


def _doors(one: Trainee) -> Doors:
    uid = one.person.uid
    slips = recoverable_people(actor(), now()).where(Person.id == one.person.id)
    may_print = db().scalars(slips).first() is not None
    manages = not one.agencies.isdisjoint(actor().agencies({Role.MANAGER}))
    return Doors(
        assign=f"{url_for('mentoring.assign_list')}?person={uid}",
        talk=f"/messages/with/{uid}",
        time=url_for("mentoring.give_time", person_id=uid),
        slip=url_for("mentoring.recovery_slip", person_id=uid) if may_print else "",
        stage=f"/agency/people/{uid}" if manages else "",
    )
