"""A card on paper is typed in: lines of letters, a page to look them over, then it is a mock."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from actions.rehearsals import Card, type_in
from blueprints.classes.forms import SheetForm
from blueprints.classes.part import bp, myself
from blueprints.classes.quiet import member_or_404
from blueprints.classes.rehearsals import (
    Paper,
    books,
    may_type,
    paper_or_404,
    rehearsal_or_404,
)
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.words.mocks import numbers_words
from domain.access import Act
from models.class_queries import sheets_of
from models.classes import Rehearsal, RehearsalSheet
from models.people import Person
from models.places import StudyClass

LINE = 10
EMPTY = "-"


@dataclass(frozen=True, slots=True)
class Desk:
    """One card to be typed in."""

    row: StudyClass
    one: Rehearsal
    person: Person
    paper: Paper
    form: SheetForm

    @property
    def back(self) -> str:
        """The rehearsal this card belongs to."""
        return url_for("classes.rehearsal", class_id=self.row.uid, rehearsal_id=self.one.uid)

    def to(self, endpoint: str) -> str:
        """The address of one of the steps."""
        return url_for(
            endpoint,
            class_id=self.row.uid,
            rehearsal_id=self.one.uid,
            person_id=self.person.uid,
            course_id=self.paper.course_id,
        )

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What was read, ten questions a row: their numbers, their letters."""
        chosen, last = self.form.typed.chosen, len(self.paper.questions)
        starts = range(1, last + 1, LINE)
        ends = [min(start + LINE - 1, last) for start in starts]
        return [
            (
                f"{start}-{end}",
                " ".join(chosen.get(number, EMPTY) for number in range(start, end + 1)),
            )
            for start, end in zip(starts, ends, strict=True)
        ]

    @property
    def other_code(self) -> bool:
        """Whether the card bears another code than the paper; an exam gives no mark for such."""
        told = str(self.form.code.data or "").strip().upper()
        return told != self.paper.code

    @property
    def blank(self) -> str:
        """The questions without an answer."""
        numbers = range(1, len(self.paper.questions) + 1)
        return numbers_words(n for n in numbers if n not in self.form.typed.chosen)


_CARD = (
    "/classes/<uid:class_id>/rehearsals/<uid:rehearsal_id>/cards/<uid:person_id>/<slug:course_id>"
)


@bp.get(_CARD)
@allow(Act.LEAD)
def card(
    class_id: UUID, rehearsal_id: UUID, person_id: UUID, course_id: str
) -> ResponseReturnValue:
    """Type one person's card of one paper."""
    desk = _desk(class_id, rehearsal_id, person_id, course_id)
    return _closed(desk) or _ask(desk)


@bp.post(_CARD)
@allow(Act.LEAD)
def check_card(
    class_id: UUID, rehearsal_id: UUID, person_id: UUID, course_id: str
) -> ResponseReturnValue:
    """Look over what was read, against the paper in the hand; nothing is kept yet."""
    desk = _desk(class_id, rehearsal_id, person_id, course_id)
    if closed := _closed(desk):
        return closed
    if not desk.form.read(desk.paper.kinds):
        return _ask(desk, 422)
    return render_template("classes/check_card.html", desk=desk, form=desk.form)


@bp.post(f"{_CARD}/change")
@allow(Act.LEAD)
def change_card(
    class_id: UUID, rehearsal_id: UUID, person_id: UUID, course_id: str
) -> ResponseReturnValue:
    """Go back from the check page with everything still typed."""
    desk = _desk(class_id, rehearsal_id, person_id, course_id)
    return _closed(desk) or _ask(desk)


@bp.post(f"{_CARD}/made")
@allow(Act.LEAD)
def make_card(
    class_id: UUID, rehearsal_id: UUID, person_id: UUID, course_id: str
) -> ResponseReturnValue:
    """Make it a mock of that person; typed twice it is one."""
    desk = _desk(class_id, rehearsal_id, person_id, course_id)
    if closed := _closed(desk):
        return closed
    if not desk.form.read(desk.paper.kinds):
        return _ask(desk, 422)
    form = desk.form
    made = Card(desk.person.id, course_id, form.typed.chosen, str(form.code.data or ""))
    with writing() as session:
        type_in(session, desk.one.id, made, by=myself(session), books=books(session), at=now())
    flash(_("%(name)s的卡录好了，成绩在本人的模考里", name=desk.person.name), "ok")
    return redirect(desk.back, 303)


def _desk(class_id: UUID, rehearsal_id: UUID, person_id: UUID, course_id: str) -> Desk:
    row, one = rehearsal_or_404(class_id, rehearsal_id)
    person = member_or_404(row, person_id)
    form = SheetForm(sent()) if request.method == "POST" else SheetForm()
    return Desk(row, one, person, paper_or_404(one, course_id), form)


def _closed(desk: Desk) -> ResponseReturnValue | None:
    """Where this card cannot be typed: back to the rehearsal, with the reason."""
    typed = sheets_of(desk.one.id).where(
        RehearsalSheet.person_id == desk.person.id, RehearsalSheet.course == desk.paper.course_id
    )
    found = db().execute(typed).first()
    if found is None and may_type(desk.one):
        return None
    words = _("演练那天以后再录")
    if desk.one.cancelled_at is not None:
        words = _("这次演练取消了")
    if found is not None:
        words = _("这张卡%(name)s录过了", name=found[1])
    flash(words, "info")
    return redirect(desk.back, 303)


def _ask(desk: Desk, status: int = 200) -> ResponseReturnValue:
    return render_template("classes/card.html", desk=desk, form=desk.form), status
