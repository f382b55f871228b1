"""The kinds of rule: what the value of each must hold, and what its rules compete for.

Kinds that a function of `domain/` takes use that function's own dataclass, so that a file that
loads is a file that works. Marks are half-marks, money is fen, durations are minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.carry import CarryRule
from domain.certificate import EducationHours, RegistrationTerms
from domain.eligibility import Alternative, Cutoff, DiplomaDay, Level, Note, Row
from domain.founding import AgencyPaper, AgencyStep
from domain.one_third import AgencyTerms
from domain.registration import Step
from domain.sittings import Session, Sitting
from domain.standing import StandingRule
from domain.team_stages import AgencyStage


@dataclass(frozen=True, kw_only=True)
class PaperPart:
    """One part of a paper; `half_marks` of one question, None where sources do not agree."""

    item: Literal["single", "multiple", "case", "plan", "essay"]
    name: str
    count: int
    half_marks: int | None = None
    options: int | None = None
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The official form of one paper."""

    code: str
    level: Level
    name: str
    format: Literal["objective", "essay"]
    minutes: int
    full_half_marks: int
    pass_half_marks: int
    outline: str
    parts: tuple[PaperPart, ...]


@dataclass(frozen=True, kw_only=True)
class ItemMarking:
    """What one kind of question earns: exact, for each right option of a part, with a wrong one."""

    item: Literal["single", "multiple"]
    full_half_marks: int
    per_option_half_marks: int
    wrong_half_marks: int


@dataclass(frozen=True, kw_only=True)
class PassMark:
    """The share of full marks that passes, in percent; None where a region sets its own line."""

    scope: Literal["national", "local-line"]
    percent: int | None = None
    text: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A fact told in words: a topic and a sentence for people."""

    topic: str
    text: str


@dataclass(frozen=True, kw_only=True)
class LevelName:
    """A level's names."""

    level: Level
    name: str
    english: str
    short: str


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A version of the exam outline and the exam years it is used for."""

    version: str
    first_exam_year: int
    last_exam_year: int | None = None
    text: str


@dataclass(frozen=True, kw_only=True)
class LawCutoff:
    """The day on which a law must be in force to be asked; years count from the exam year."""

    month: int
    day: int
    year_offset: int


@dataclass(frozen=True, kw_only=True)
class Fees:
    """Exam fees in fen, by paper code."""

    fen: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PaperCode:
    """Whether the paper carries a code to copy (变换卷), and in what form the card comes."""

    year: int
    form: Literal["coded", "merged-card", "unknown"]
    code_box: bool
    zero_without_code: bool
    levels: tuple[Level, ...]


@dataclass(frozen=True, kw_only=True)
class ExamDay:
    """The limits of the exam room."""

    late_minutes: int
    may_leave_early: bool


@dataclass(frozen=True, kw_only=True)
class Materials:
    """What is shown at a check of qualification, for these levels."""

    levels: tuple[Level, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PracticeFields:
    """The fields of practice to pick from; a pick-list, not a legal definition."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CarryException(Statement):
    """A year without a sitting in a region, which makes a carry-over window longer."""

    year: int
    levels: tuple[Level, ...]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A published number of people in one year, for these levels or all of them."""

    name: Literal["registrants", "holders", "new-holders", "sat", "passed"]
    year: int
    value: int
    level: str = "all"
    approximate: bool = False


@dataclass(frozen=True, kw_only=True)
class PassRate:
    """A published pass rate in tenths of a percent; never a promise."""

    year: int
    place: str
    per_mille: int
    level: str = "all"


@dataclass(frozen=True, kw_only=True)
class Incentive(Statement):
    """What a place gives to holders, in fen by level, once or each month."""

    once_fen: Mapping[str, int] = field(default_factory=dict)
    monthly_fen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Season(Statement):
    """A part of the year, from a month and day to another, that a study plan minds."""

    months: tuple[int, ...]
    load: Literal["light", "heavy"]


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(Statement):
    """Something not known: `text` asks it, `ask` says whom to ask."""

    ask: str


@dataclass(frozen=True, kw_only=True)
class CertificateState:
    """A state of certificate registration in the national system."""

    order: int
    name: str
    editable: bool


@dataclass(frozen=True, kw_only=True)
class Credit(Statement):
    """A way to earn hours of continuing education; `hours` None means the actual hours."""

    hours: int | None = None
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class Body(Statement):
    """An office and what it is there for."""

    name: str
    sort: Literal["exam", "people", "organisations", "other"]


@dataclass(frozen=True, kw_only=True)
class StationCertificate(Statement):
    """Within how many years of the start somebody at a station must hold the certificate."""

    least_years: int
    most_years: int


@dataclass(frozen=True)
class Kind:
    """A kind of rule: the dataclass of its value, and the fields that make its slot."""

    type: type
    slot: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    "agency-fact": Kind(Statement, ("topic",)),
    "agency-paper": Kind(AgencyPaper, ("paper",)),
    "agency-stage": Kind(AgencyStage, ("stage",)),
    "agency-step": Kind(AgencyStep, ("step",)),
    "agency-terms": Kind(AgencyTerms, ()),
    "alternative": Kind(Alternative, ("code",)),
    "body": Kind(Body, ("topic",)),
    "carry": Kind(CarryRule, ("level",)),
    "carry-exception": Kind(CarryException, ("topic",)),
    "caution": Kind(Statement, ("topic",)),
    "certificate-fact": Kind(Statement, ("topic",)),
    "certificate-registration": Kind(RegistrationTerms, ()),
    "certificate-standing": Kind(StandingRule, ()),
    "certificate-state": Kind(CertificateState, ("order",)),
    "continuing-education": Kind(EducationHours, ()),
    "continuing-education-credit": Kind(Credit, ("topic",)),
    "eligibility-cutoff": Kind(Cutoff, ()),
    "eligibility-diploma-day": Kind(DiplomaDay, ()),
    "eligibility-note": Kind(Note, ("code",)),
    "eligibility-row": Kind(Row, ("level", "row")),
    "exam-day": Kind(ExamDay, ()),
    "exam-day-item": Kind(Statement, ("topic",)),
    "exam-fact": Kind(Statement, ("topic",)),
    "exam-step": Kind(Step, ("step",)),
    "fees": Kind(Fees, ()),
    "incentive": Kind(Incentive, ("topic",)),
    "law-cutoff": Kind(LawCutoff, ()),
    "level-name": Kind(LevelName, ("level",)),
    "marking": Kind(ItemMarking, ("item",)),
    "materials": Kind(Materials, ("levels",)),
    "number": Kind(Number, ("name", "year", "level")),
    "open-question": Kind(OpenQuestion, ("topic",)),
    "outline": Kind(Outline, ("version",)),
    "paper": Kind(Paper, ("code",)),
    "paper-code": Kind(PaperCode, ("year",)),
    "pass-mark": Kind(PassMark, ("scope",)),
    "pass-rate": Kind(PassRate, ("year", "place", "level")),
    "practice-fields": Kind(PracticeFields, ()),
    "registration-fact": Kind(Statement, ("topic",)),
    "season": Kind(Season, ("topic",)),
    "session": Kind(Session, ("paper",)),
    "sitting": Kind(Sitting, ("year",)),
    "station-certificate": Kind(StationCertificate, ()),
    "trap": Kind(Statement, ("topic",)),
}
