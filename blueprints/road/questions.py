"""The questions of eligibility: their words, their forms, and how a kept answer is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField
from wtforms.fields.core import Label
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from blueprints.road.fields import DayField
from blueprints.web.forms import Form, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.days import long_day
from blueprints.words.road import education_words, spell_words
from domain.eligibility import Education, Major
from domain.eligibility_answers import NO, UNKNOWN, YES, read_spells
from domain.spells import Spell

OLDEST = date(1950, 1, 1)
FIRST_EXAM = date(2008, 1, 1)
"""The exam was held for the first time in 2008 (rulebook, `exam-founding`)."""
YEARS_OF_STUDY = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One question on its own page. Without choices it asks for a day."""

    name: str
    label: str
    hint: str
    choices: tuple[tuple[str, str], ...] = ()
    earliest: date = OLDEST
    latest: date | None = None

    @property
    def asks_a_day(self) -> bool:
        """Whether the answer is a day."""
        return not self.choices


class ChoiceForm(Form):
    """One of a few."""

    answer = RadioField(validators=[InputRequired(_l("选一个；不清楚就选“不知道”"))])


class DayForm(Form):
    """A day, within what can be."""

    answer = DayField(validators=[DataRequired(_l("填日子；想不起来就点“不知道”"))])

    def __init__(self, question: Question, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.question = question

    def validate_answer(self, field: DayField) -> None:
        """Refuse a day that cannot be."""
        if field.day is None:
            return
        first, last = self.question.earliest, self.question.latest
        if field.day < first:
            raise ValidationError(_("要在 %(day)s以后，看一下年份", day=long_day(first)))
        if last and field.day > last:
            raise ValidationError(_("要在 %(day)s以前，看一下年份", day=long_day(last)))


class SpellForm(Form):
    """One spell of practice: from when, and until when unless it still goes on."""

    start = DayField(
        _l("从哪天开始"),
        [DataRequired(_l("填开始的日子；想不起来就点“记不清了”"))],
        description=_l("像 2019年3月15日 这样写。记不清哪一天，写到月。"),
    )
    end = DayField(_l("做到哪天"), [Optional()], last=True, description=_l("还在做，就空着。"))

    def __init__(self, today: date, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.today = today

    def validate_start(self, field: DayField) -> None:
        """Practice began, and not in another age."""
        if field.day and not OLDEST <= field.day <= self.today:
            raise ValidationError(_("开始的日子要在今天以前，看一下年份"))

    def validate_end(self, field: DayField) -> None:
        """It ended after it began, and not in days to come."""
        if field.day is None:
            return
        this_month = (field.day.year, field.day.month) == (self.today.year, self.today.month)
        if field.day > self.today and not this_month:
            raise ValidationError(_("还没到这一天；还在做，就空着"))
        if self.start.day and field.day < self.start.day:
            raise ValidationError(_("结束在开始之前，两个日子对一下"))

    @property
    def spell(self) -> Spell:
        """What was told; only after it was validated."""
        if self.start.day is None:
            raise ValueError("not validated")
        end = self.end.day
        return Spell(self.start.day, min(end, self.today) if end else None)


def question_of(name: str, today: date) -> Question | None:
    """The question of that name; None where there is none on a page of its own."""
    choices = _choices().get(name)
    if choices:
        return Question(name, *_words()[name], choices=choices)
    if name == "graduated-on":
        latest = date(today.year + YEARS_OF_STUDY, 12, 31)
        return Question(name, *_words()[name], earliest=date(today.year, 1, 1), latest=latest)
    if name == "full-time-study":
        return Question(name, *_words()[name], latest=today)
    if name == "certificate-date":
        return Question(name, *_words()[name], earliest=FIRST_EXAM, latest=today)
    return None


def form_for(
    question: Question,
    kept: str | None,
    data: Any = None,  # noqa: ANN401
) -> ChoiceForm | DayForm:
    """The form of a question, with the kept answer in it."""
    shown = "" if kept in (None, UNKNOWN) and question.asks_a_day else kept
    form: ChoiceForm | DayForm
    if question.asks_a_day:
        form = DayForm(question, data, data={"answer": shown})
    else:
        form = ChoiceForm(data, data={"answer": shown})
        form.answer.choices = options(*question.choices)
    form.answer.label = Label(form.answer.id, question.label)
    form.answer.description = question.hint
    return form


def answer_in(form: ChoiceForm | DayForm) -> str:
    """A validated answer, as it is kept."""
    if isinstance(form, DayForm):
        return form.answer.day.isoformat() if form.answer.day else UNKNOWN
    return form.answer.data or UNKNOWN


def shown_answer(name: str, kept: str | None) -> str:
    """A kept answer in words."""
    if not kept:
        return ""
    if kept == UNKNOWN:
        return _("不知道")
    if name == "spells":
        return _("；").join(spell_words(spell) for spell in read_spells(kept))
    choices = dict(_choices().get(name, ()))
    return choices.get(kept) or long_day(date.fromisoformat(kept))


def question_title(name: str) -> str:
    """What a question is called in a list."""
    return {
        "education": _("学历"),
        "studying": _("毕业了吗"),
        "graduated-on": _("毕业日期"),
        "major": _("专业"),
        "practice": _("做过社会工作吗"),
        "spells": _("哪几段时间"),
        "full-time-study": _("全日制入学"),
        "certificate": _("初级证书"),
        "certificate-date": _("拿证日期"),
    }[name]


def _words() -> Mapping[str, tuple[str, str]]:
    """Question and hint, by name."""
    day_hint = _("像 2019年3月15日 这样写。")
    return {
        "education": (
            _("你的最高学历是什么？"),
            _("拿到毕业证的算；全日制在读的，选正在读的。电大、函授、自考没毕业的，选已经有的。"),
        ),
        "studying": (_("这个学历毕业了吗？"), _("看有没有拿到毕业证。")),
        "graduated-on": (_("预计哪天毕业？"), _("毕业证上会写的日子。") + day_hint),
        "major": (_("学的是社会工作专业吗？"), _("看毕业证上的专业名称。")),
        "practice": (
            _("你做过社会工作方面的事吗？"),
            _("村“两委”、社区、社工站、养老助残这些都先填上，最后由县里认定。"),
        ),
        "full-time-study": (
            _("这个全日制学历，哪天入学的？"),
            _("在校读书的时间不算从业。") + day_hint,
        ),
        "certificate": (
            _("你有助理社会工作师证书（初级）吗？"),
            _("高中、中专学历考中级，要先有这个证。"),
        ),
        "certificate-date": (
            _("初级证书是哪天批准的？"),
            _("看证书上的批准日期。") + day_hint,
        ),
    }


def _choices() -> Mapping[str, tuple[tuple[str, str], ...]]:
    unknown = (UNKNOWN, _("不知道"))
    educations = tuple((each.value, education_words(each.value)) for each in Education)
    return {
        "education": (*educations, unknown),
        "studying": ((NO, _("毕业了，有毕业证")), (YES, _("还在全日制读")), unknown),
        "major": (
            (Major.SOCIAL_WORK.value, _("社会工作专业")),
            (Major.OTHER.value, _("别的专业")),
            unknown,
        ),
        "practice": ((YES, _("做过，或者正在做")), (NO, _("还没做过")), unknown),
        "certificate": ((YES, _("有")), (NO, _("没有")), unknown),
    }
