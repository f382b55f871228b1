"""Takes from the rulebook what a function of `domain/` asks for, for one region and time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from content.rule_kinds import CarryException, ItemMarking, Paper
from content.rules import Rulebook
from domain.carry import CarryRule
from domain.certificate import EducationHours, RegistrationTerms
from domain.eligibility import Alternative, Cutoff, DiplomaDay, Level, Note, Row, Rules
from domain.exam import Kind, Marking, PaperForm
from domain.founding import AgencyPaper, AgencyStep
from domain.founding import in_order as agency_order
from domain.one_third import AgencyTerms
from domain.registration import Step, in_order
from domain.sittings import OwnSession, Session, Sitting, own_sessions
from domain.standing import Rules as CertificateRules
from domain.standing import StandingRule
from domain.team_stages import AgencyStage, place_of

HORIZON = 20
"""Exam years looked ahead by eligibility: the slowest road, junior and then middle, needs ten."""

P = ParamSpec("P")
T = TypeVar("T")


def _kept(make: Callable[Concatenate[Rulebook, P], T]) -> Callable[Concatenate[Rulebook, P], T]:
    """Keep the answers beside their rulebook: every page of the road asks the same."""

    @wraps(make)
    def ask(book: Rulebook, *args: P.args, **more: P.kwargs) -> T:
        asked = (make, *args, *more.items())
        return book.keep(asked, lambda: make(book, *args, **more))

    return ask


@_kept
def eligibility_rules(
    book: Rulebook, region: str | None, first_year: int, years: int = HORIZON
) -> Mapping[int, Rules]:
    """Return the eligibility rules of exam years for a region, as they hold on 1 March of each."""
    wanted = range(first_year, first_year + years)
    return {year: _eligibility_on(book, region, date(year, 3, 1)) for year in wanted}


def _eligibility_on(book: Rulebook, region: str | None, on: date) -> Rules:
    return Rules(
        rows=book.values("eligibility-row", Row, region, on),
        cutoff=book.values("eligibility-cutoff", Cutoff, region, on)[0],
        diploma=book.values("eligibility-diploma-day", DiplomaDay, region, on)[0],
        notes=book.values("eligibility-note", Note, region, on),
        alternatives=book.values("alternative", Alternative, region, on),
    )


@_kept
def carry_rule(book: Rulebook, region: str | None, level: str, on: date | None = None) -> CarryRule:
    """Return a level's carry-over rule, with the years not held in the region.

    LookupError if the rulebook has no such level.
    """
    rules = (rule for rule in book.values("carry", CarryRule, region, on) if rule.level == level)
    rule = next(rules, None)
    if rule is None:
        raise LookupError(f"no carry-over rule for {level!r}")
    found = book.values("carry-exception", CarryException, region)
    return replace(rule, not_counted=frozenset(e.year for e in found if level in e.levels))


@_kept
def papers_of(book: Rulebook, level: str) -> tuple[str, ...]:
    """Return the codes of a level's papers in the order of the rulebook."""
    return tuple(paper.code for paper in book.values("paper", Paper) if paper.level == level)


def paper_form(book: Rulebook, code: str) -> PaperForm:
    """Return the form of an objective paper; LookupError if it is not one."""
    papers = (p for p in book.values("paper", Paper) if p.code == code and p.format == "objective")
    paper = next(papers, None)
    if paper is None:
        raise LookupError(f"no objective paper {code!r}")
    counts = {part.item: part.count for part in paper.parts}
    return PaperForm(
        code=code,
        minutes=paper.minutes,
        singles=counts.get(Kind.SINGLE.value, 0),
        multiples=counts.get(Kind.MULTIPLE.value, 0),
        marking=marking(book),
        full_half_marks=paper.full_half_marks,
        pass_half_marks=paper.pass_half_marks,
    )


def marking(book: Rulebook) -> Marking:
    """Return what the kinds of question earn, in half-marks."""
    items = {each.item: each for each in book.values("marking", ItemMarking)}
    return Marking(
        single=items["single"].full_half_marks,
        multiple=items["multiple"].full_half_marks,
        per_option=items["multiple"].per_option_half_marks,
    )


@_kept
def sittings_of(book: Rulebook, region: str | None, level: str) -> tuple[Sitting, ...]:
    """Return the sittings of a level for a region, by year, cancelled and unannounced included."""
    values = (rule.data for rule in book.sittings(region, level))
    return tuple(value for value in values if isinstance(value, Sitting))


def sitting_of(book: Rulebook, region: str | None, level: str, year: int) -> Sitting | None:
    """Return the sitting of a year, or None where the rulebook does not know of one."""
    return next((each for each in sittings_of(book, region, level) if each.year == year), None)


@_kept
def next_sitting(book: Rulebook, region: str | None, level: str, today: date) -> Sitting | None:
    """Return the first sitting that is not over: its last day is to come, or not announced yet."""
    return next((s for s in sittings_of(book, region, level) if _is_ahead(s, today)), None)


def _is_ahead(sitting: Sitting, today: date) -> bool:
    if sitting.status == "unannounced":
        return sitting.year >= today.year
    return sitting.status != "cancelled" and sitting.exam_days[-1] >= today


def sessions_of(
    book: Rulebook, region: str | None, sitting: Sitting, papers: Iterable[str]
) -> tuple[OwnSession, ...]:
    """Return a person's own sessions in a sitting; none while it has no dates."""
    known = book.values("session", Session, region)
    return own_sessions(sitting, known, frozenset(papers))


@_kept
def exam_steps(book: Rulebook, region: str | None, on: date | None = None) -> tuple[Step, ...]:
    """Return the walk of exam registration in order."""
    return in_order(book.values("exam-step", Step, region, on))


def fee_of(book: Rulebook, region: str | None, papers: Iterable[str]) -> int | None:
    """Return the fee in fen for these papers, None where the region's fees are not known."""
    wanted = tuple(papers)
    found = book.fees(region, wanted)
    return sum(found[0].value["fen"][paper] for paper in wanted) if found else None


@_kept
def certificate_terms(
    book: Rulebook, region: str | None, on: date | None = None
) -> tuple[RegistrationTerms, EducationHours]:
    """Return the terms of certificate registration and of continuing education."""
    terms = book.values("certificate-registration", RegistrationTerms, region, on)
    hours = book.values("continuing-education", EducationHours, region, on)
    return terms[0], hours[0]


def certificate_rules(
    book: Rulebook, region: str | None, on: date | None = None
) -> CertificateRules:
    """Return what decides whether a certificate counts in a region."""
    terms, _hours = certificate_terms(book, region, on)
    standing = book.values("certificate-standing", StandingRule, region, on)
    return CertificateRules(terms, standing[0])


def levels_of(book: Rulebook) -> tuple[Level, ...]:
    """Return the levels that have papers, in the order of the rulebook."""
    return tuple(dict.fromkeys(paper.level for paper in book.values("paper", Paper)))


def agency_steps(
    book: Rulebook, region: str | None, on: date | None = None
) -> tuple[AgencyStep, ...]:
    """Return the walk to a registered agency in order."""
    return agency_order(book.values("agency-step", AgencyStep, region, on))


def agency_stages(
    book: Rulebook, region: str | None, on: date | None = None
) -> tuple[AgencyStage, ...]:
    """Return the stages of that walk in order."""
    found = book.values("agency-stage", AgencyStage, region, on)
    return tuple(sorted(found, key=lambda one: place_of(one.stage)))


def agency_papers(
    book: Rulebook, region: str | None, on: date | None = None
) -> tuple[AgencyPaper, ...]:
    """Return the papers of that walk in order."""
    found = book.values("agency-paper", AgencyPaper, region, on)
    return tuple(sorted(found, key=lambda paper: paper.number))


def agency_terms(book: Rulebook, region: str | None, on: date | None = None) -> AgencyTerms:
    """Return what a region asks of a new agency's people and money."""
    return book.values("agency-terms", AgencyTerms, region, on)[0]
