"""The nightly numbers of regions: who is silent, who may not sit yet, who failed; by place.

Each person counts once, however many agencies they are in: else three people could pass for six.

They touch people's failures and reasons, so they are counted once a day and shown only where
`domain.suppression` lets them. Reading takes its time outside the gate; writing is short steps.
"""

from collections import Counter, defaultdict
from collections.abc import ItemsView, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from actions.jobs import Workshop
from actions.regions import mend_regions
from actions.slices import slices
from content.rules import Rulebook
from content.rules_build import eligibility_rules, next_sitting
from domain.candidates import BEFORE_PASSING
from domain.days import local_day
from domain.eligibility import Level, Verdict, may_sit
from domain.eligibility_answers import facts_from
from domain.pipeline import Entry, stays
from domain.silence import Learner, Span, most_days, rule_on, silent_days
from domain.stages import EXAM_ORDER, ExamStage
from domain.suppression import Place, kept_back
from models.base import Database
from models.classes import Absence
from models.learning import DaySum
from models.people import Person
from models.pipeline import StageNow
from models.places import Agency, Region
from models.regions import COUNTY, NIGHTLY, KeptBack, RegionCount
from models.road import EligibilityFact, StageEntered, Track

JOB: Final = "count-regions"
PART, REST = "part", "rest"
SILENT, ELIGIBLE, RESULT = NIGHTLY
EXPECTED: Final = frozenset({ExamStage.IN_CLASS, ExamStage.STUDYING})
"""Whose silence is one."""
YEARS: Final = 4
"""Results of so many exam years are kept in view."""
DIGITS: Final = (2, 4, COUNTY, 9)
REGION_DIGITS: Final = 6
SLICE: Final = 200
"""So many places are written in one transaction."""
_BACK: Final = (KeptBack.code, KeptBack.measure)
Asked = tuple[str, str]
"""Code and measure."""
Halves = Counter[tuple[str, str, bool]]
"""How many people by code, measure, and whether they are of the part."""


def count_nightly(body: Mapping[str, Any], workshop: Workshop, at: datetime) -> None:
    """The job: count everybody and write the numbers."""
    del body
    with workshop.database.reading() as db:
        found = count_outcomes(db, workshop.rules(db), local_day(at))
    write_outcomes(workshop.database, found, places_kept_back(found))
    mend_regions(workshop.database)


def count_outcomes(db: Session, book: Rulebook, today: date) -> Halves:
    """Everybody who counts for one of the measures, by where they live."""
    found: Halves = Counter()
    found.update(_silent(db, today))
    found.update(_eligible(db, book, today))
    found.update(_results(db, today.year - YEARS))
    return found


def write_outcomes(database: Database, found: Halves, hidden: set[Asked]) -> None:
    """Put these numbers in the place of those before, in short transactions.

    What must be kept back is kept back before the first number changes, and what need no longer
    be only after the last: at no moment more is shown than before or after. Written again, it
    writes only what is missing.
    """
    with database.reading() as db:
        before = _kept_outcomes(db)
        held = {(code, measure) for code, measure in db.execute(select(*_BACK))}
    new = _by_place(found)
    changed = [asked for asked in sorted(before.keys() | new.keys()) if before[asked] != new[asked]]
    for piece in slices(sorted(hidden - held), SLICE):
        with database.writing() as db:
            db.execute(insert(KeptBack), [_asked(one) for one in piece])
    for piece in slices(changed, SLICE):
        with database.writing() as db:
            _replace(db, {asked: new[asked] for asked in piece})
    for piece in slices(sorted(held - hidden), SLICE):
        with database.writing() as db:
            for one in piece:
                db.execute(delete(KeptBack).filter_by(**_asked(one)))


def _by_place(found: Mapping[tuple[str, str, bool], int]) -> dict[Asked, dict[str, int]]:
    """The halves of each place and measure, without those of nobody."""
    made: dict[Asked, dict[str, int]] = defaultdict(dict)
    for (code, measure, part), people in found.items():
        if people:
            made[code, measure][PART if part else REST] = people
    return made


def _kept_outcomes(db: Session) -> dict[Asked, dict[str, int]]:
    row = RegionCount
    nightly = or_(*(row.measure.startswith(name) for name in NIGHTLY))
    query = select(row.code, row.measure, row.key, row.people).where(nightly)
    return _by_place({(c, m, key == PART): people for c, m, key, people in db.execute(query)})


def _replace(db: Session, places: Mapping[Asked, Mapping[str, int]]) -> None:
    """Both halves of a place change together."""
    for asked in places:
        db.execute(delete(RegionCount).filter_by(**_asked(asked)))
    rows = [
        _asked(asked) | {"county": asked[0][:COUNTY], "key": key, "people": people}
        for asked, halves in places.items()
        for key, people in halves.items()
    ]
    if rows:
        db.execute(insert(RegionCount), rows)


def _asked(asked: Asked) -> dict[str, Any]:
    return {"code": asked[0], "measure": asked[1]}


def places_kept_back(found: Halves) -> set[Asked]:
    """Code and measure of every place whose halves must not be shown, over whole provinces."""
    leaves: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(_none))
    for (code, measure, part), people in found.items():
        leaves[measure, code[: DIGITS[0]]][code][0 if part else 1] += people
    hidden: set[tuple[str, str]] = set()
    for (measure, province), by_code in leaves.items():
        tree = _tree(province, sorted(by_code), by_code)
        hidden |= {(code, measure) for code in kept_back(tree)}
    return hidden


def _none() -> list[int]:
    return [0, 0]


def _tree(key: str, codes: list[str], halves: Mapping[str, list[int]]) -> Place:
    """A place over those that lie in it; its own people are a place too, with a hyphen."""
    part, rest = (sum(halves[code][n] for code in codes) for n in (0, 1))
    if codes == [key] or not codes:
        return Place(key, part + rest, part)
    groups = groupby(codes, key=lambda code: step_below(key, code))
    below = tuple(
        _tree(inner, list(group), halves) if inner != key else _own(key, halves)
        for inner, group in groups
    )
    return Place(key, part + rest, part, below)


def _own(key: str, halves: Mapping[str, list[int]]) -> Place:
    part, rest = halves[key]
    return Place(f"{key}-", part + rest, part)


def step_below(key: str, code: str) -> str:
    """The code of the place right below `key` in which a code lies; `key` itself for its own."""
    return next((code[:n] for n in DIGITS if len(key) < n <= len(code)), key)


def _standing(*columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401
    """People on the exam track with where they live."""
    home = func.coalesce(StageNow.home_id, Agency.region_id)
    return (
        select(*columns)
        .select_from(StageNow)
        .join(Agency, Agency.id == StageNow.agency_id)
        .join(Region, Region.id == home)
        .where(StageNow.track == Track.EXAM)
    )


def _learning() -> Select[int]:
    """Who has not passed, as a query of ids for others."""
    learns = StageNow.track == Track.EXAM, StageNow.stage.in_(BEFORE_PASSING)
    return select(StageNow.person_id).where(*learns).distinct()


def _silent(db: Session, today: date) -> Iterator[tuple[str, str, bool]]:
    """Where who has not passed lives, and whether they have been silent for long without a reason.

    Of who was only recruited, or sits the exam, nobody expects learning, as in the agency's lists.
    """
    rule = rule_on(today)
    days = select(DaySum.person_id, func.max(DaySum.day)).group_by(DaySum.person_id)
    learned = dict(db.execute(days.where(DaySum.person_id.in_(_learning()))).all())
    off = _days_off(db)
    columns = StageNow.person_id, Region.code, Person.joined_at, StageNow.stage
    query = _standing(*columns).join(Person, Person.id == StageNow.person_id)
    query = query.where(StageNow.stage.in_(BEFORE_PASSING)).order_by(columns[0], StageNow.id)
    for person, found in groupby(db.execute(query), key=lambda row: row[0]):
        rows = list(found)
        _person, code, joined_at, _stage = rows[0]
        one = Learner(local_day(joined_at), learned.get(person), tuple(off.get(person, ())))
        silent = silent_days(one, today) >= most_days(one, today, rule)
        yield code, SILENT, silent and any(row.stage in EXPECTED for row in rows)


def _days_off(db: Session) -> Mapping[int, list[Span]]:
    query = select(Absence.person_id, Absence.from_on, Absence.until_on)
    found: dict[int, list[Span]] = defaultdict(list)
    for person, first, last in db.execute(query.where(Absence.taken_back_at.is_(None))):
        found[person].append(Span(first, last))
    return found


def _eligible(db: Session, book: Rulebook, today: date) -> Iterator[tuple[str, str, bool]]:
    """Where who answered the questions lives, and whether they may not sit junior level yet."""
    known: dict[tuple[str, tuple[tuple[str, str], ...]], Verdict] = {}
    for code, answers in _told(db):
        asked = code[:COUNTY], answers
        if asked not in known:
            known[asked] = _verdict(book, *asked, today)
        if known[asked] is not Verdict.UNKNOWN:
            yield code, ELIGIBLE, known[asked] is not Verdict.YES


def _told(db: Session) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Where who has not passed lives, with their answers, the latest to each question."""
    fact = EligibilityFact
    query = _standing(fact.person_id, Region.code, fact.question, fact.answer)
    query = query.join(fact, fact.person_id == StageNow.person_id)
    query = query.where(StageNow.stage.in_(BEFORE_PASSING))
    query = query.order_by(fact.person_id, StageNow.id, fact.id)
    for _person, found in groupby(db.execute(query), key=lambda row: row[0]):
        rows = list(found)
        yield rows[0][1], tuple(sorted(dict(row[2:] for row in rows).items()))


def _verdict(
    book: Rulebook, county: str, answers: Iterable[tuple[str, str]], today: date
) -> Verdict:
    region = county.ljust(REGION_DIGITS, "0")
    sitting = next_sitting(book, region, Level.JUNIOR, today)
    year = sitting.year if sitting else today.year + 1
    facts = facts_from(dict(answers), region)
    rules = eligibility_rules(book, region, year)
    return may_sit(Level.JUNIOR, year, facts, rules, today).verdict


def _results(db: Session, first_year: int) -> Iterator[tuple[str, str, bool]]:
    """Where who sat the exam lives, the year, and whether they failed; who waits is left out.

    Whom one of their agencies knows to have passed has passed.
    """
    sat = select(StageEntered.person_id).where(StageEntered.stage == ExamStage.SAT)
    columns = (StageEntered.person_id, StageEntered.agency_id, Region.code)
    query = (
        _standing(*columns, StageEntered.stage, StageEntered.at, StageEntered.cause)
        .join(
            StageEntered,
            (StageEntered.person_id == StageNow.person_id)
            & (StageEntered.agency_id == StageNow.agency_id)
            & (StageEntered.track == StageNow.track),
        )
        .where(StageNow.person_id.in_(sat))
        .order_by(*columns[:2], StageEntered.at, StageEntered.id)
    )
    for _person, found in groupby(db.execute(query), key=lambda row: row[0]):
        code, failed = _of_person(list(found))
        for year in failed:
            if year > first_year:
                yield code, f"{RESULT}-{year}", failed[year]


def _of_person(rows: list[Any]) -> tuple[str, dict[int, bool]]:
    """Where somebody lives, and whether they failed by year, over all their agencies."""
    failed: dict[int, bool] = {}
    for _agency, own in groupby(rows, key=lambda row: row[1]):
        for year, lost in _outcomes(Entry(*row[3:]) for row in own):
            failed[year] = failed.get(year, True) and lost
    return rows[0][2], failed


def _outcomes(entries: Iterable[Entry]) -> ItemsView[int, bool]:
    """Whether somebody failed, by year; the last sitting of a year counts."""
    passed = frozenset(EXAM_ORDER[EXAM_ORDER.index(ExamStage.PASSED) :])
    return {
        local_day(stay.begun).year: stay.after not in passed
        for stay in stays(entries)
        if stay.stage == ExamStage.SAT and stay.after is not None
    }.items()
