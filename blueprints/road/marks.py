"""Forms for marks: which exam, and what each of its papers got."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from blueprints.road.fields import MarksField
from blueprints.web.forms import Form, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.web.traveller import Traveller
from blueprints.words.road import level_words, paper_words
from content.rules_build import papers_of, sittings_of
from domain.eligibility_answers import LEVELS

YEARS_SHOWN = 3


class YearForm(Form):
    """One exam among those that were held."""

    exam = RadioField(_l("哪一次考试？"), [InputRequired(_l("选一次考试"))])

    def __init__(self, me: Traveller, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.exam.choices = options(
            *(
                (f"{level}-{year}", _("%(year)d 年%(level)s", year=year, level=level_words(level)))
                for level in LEVELS
                for year in years_held(me, level)[:YEARS_SHOWN]
            )
        )


class MarksForm(Form):
    """The marks of one exam; its fields are made for its papers."""

    papers: tuple[str, ...] = ()

    @property
    def half_marks(self) -> dict[str, int | None]:
        """The marks by paper, once validated."""
        told = {field.name: field.half_marks for field in self if isinstance(field, MarksField)}
        return {paper: told[_field(paper)] for paper in self.papers}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Every field must fit, and one must hold something."""
        good = super().validate(extra_validators)
        if good and not any(marks is not None for marks in self.half_marks.values()):
            self[_field(self.papers[0])].errors = [_("至少填一科的分数")]
            return False
        return good


def marks_form(
    me: Traveller,
    level: str,
    held: Mapping[str, int | None],
    data: Any,  # noqa: ANN401
) -> MarksForm:
    """The form for the papers of a level, with the marks held already."""
    codes = papers_of(me.book, level)
    full = {rule.value["code"]: rule.value["full_half_marks"] for rule in me.book.find("paper")}
    fields = {
        _field(code): MarksField(
            paper_words(me.book, code),
            [Optional()],
            full=full[code],
            description=_("没考就空着。"),
        )
        for code in codes
    }
    made = type("MarksForm", (MarksForm,), {"papers": codes, **fields})
    return made(data, data={_field(code): _shown(held.get(code)) for code in codes})


def years_held(me: Traveller, level: str) -> list[int]:
    """The years whose exam is over here, the latest first."""
    if level not in LEVELS:
        return []
    return [
        sitting.year
        for sitting in reversed(sittings_of(me.book, me.region, level))
        if sitting.exam_days and sitting.exam_days[-1] < me.today
    ]


def _field(paper: str) -> str:
    return paper.lower().replace("-", "_")


def _shown(half_marks: int | None) -> str:
    if half_marks is None:
        return ""
    return f"{half_marks // 2}.5" if half_marks % 2 else str(half_marks // 2)
