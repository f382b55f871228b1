"""After the mock: the report, the reasons of each question, the answer card on paper."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.mocks.card import blank_card, card_of
from blueprints.mocks.part import bp, mock_or_404, number_or_404
from blueprints.mocks.report import outcome_of, point_title, result_of
from blueprints.mocks.sitting import question_of, sitting_of
from blueprints.web.gates import allow
from domain.access import Act


@bp.get("/mocks/<uid:mock>/report")
@allow(Act.LEARN)
def report(mock: UUID) -> ResponseReturnValue:
    """See what this mock brought, where marks were lost, and what five more would take."""
    row = mock_or_404(mock)
    if row.closing is None:
        return redirect(url_for("mocks.resume", mock=row.uid), 303)
    return render_template("mocks/report.html", result=result_of(row))


@bp.get("/mocks/<uid:mock>/review/<slug:place>")
@allow(Act.LEARN)
def review(mock: UUID, place: str) -> ResponseReturnValue:
    """Read the key and the reasons of one question; only once the mock is closed."""
    row = mock_or_404(mock)
    number = number_or_404(place, row)
    if row.closing is None:
        return redirect(url_for("mocks.resume", mock=row.uid), 303)
    result = result_of(row)
    graded = result.report.questions[number - 1]
    return render_template(
        "mocks/review.html",
        result=result,
        graded=graded,
        item=question_of(row, number),
        outcome=outcome_of(graded),
        points=[(point, point_title(point)) for point in graded.points],
        following=result.lost_after(number),
    )


@bp.get("/mocks/<uid:mock>/card")
@allow(Act.LEARN)
def card(mock: UUID) -> ResponseReturnValue:
    """Print the answer card of this mock with what is ticked on it."""
    row = mock_or_404(mock)
    return render_template("mocks/card.html", card=card_of(sitting_of(row)))


@bp.get("/answer-card")
@allow(Act.PUBLIC)
def answer_card() -> ResponseReturnValue:
    """Print an empty answer card to practise filling it in with a pencil."""
    return render_template("mocks/card.html", card=blank_card())
