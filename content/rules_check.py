"""What a single rule's value must fulfil beyond its types, and what rules must fulfil together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from content.problems import Problem
from content.rule_entry import COUNTRY, Rule
from content.rule_kinds import LawCutoff, Paper, Season
from domain.eligibility import Cutoff, DiplomaDay
from domain.founding import AgencyPaper, AgencyStep, missing_references
from domain.one_third import AgencyTerms
from domain.registration import Step
from domain.sittings import Session, Sitting, Window
from domain.team_stages import AgencyStage, TeamStage, stage_faults

Fault = tuple[str, str]  # the key, and what to do
WINDOWS = ("registration", "check", "payment", "ticket", "results")
MONTHS = range(1, 13)
LONGEST_TITLE = 20


def faults_in(value: object) -> Iterator[Fault]:
    """Yield what is wrong inside one value, by the checks of its dataclass."""
    for kind, check in CHECKS.items():
        if isinstance(value, kind):
            yield from check(value)


def _check_sitting(sitting: Sitting) -> Iterator[Fault]:
    dated = bool(sitting.exam_days or sitting.windows or sitting.sessions)
    if sitting.status == "unannounced" and dated:
        yield "status", '没有公布的考次不写日期：删去日期，或公布后把 status 改成 "announced"'
    if sitting.status in ("announced", "held") and not sitting.exam_days:
        yield "status", '缺考试日期：补上 exam_days，还没公布就写 status = "unannounced"'
    if any(day.year != sitting.year for day in sitting.exam_days):
        yield "exam_days", f"考试日期不在 {sitting.year} 年，请改 year 或 exam_days"
    if list(sitting.exam_days) != sorted(set(sitting.exam_days)):
        yield "exam_days", "考试日期请从早到晚写，每天一次"
    for name, window in sitting.windows.items():
        yield from _check_window(name, window)
    for session in sitting.sessions:
        yield from _check_session(session, len(sitting.exam_days))
    if len({one.paper for one in sitting.sessions}) < len(sitting.sessions):
        yield "sessions", "一科只写一次场次"


def _check_session(session: Session, days: int) -> Iterator[Fault]:
    if not 1 <= session.day <= max(days, 1):
        yield "day", f"“{session.paper}”写在第 {session.day} 天，考试日期只有 {days} 天"
    if session.starts >= session.ends:
        yield "ends", f"“{session.paper}”的结束不晚于开始，请改正"


def _check_window(name: str, window: Window) -> Iterator[Fault]:
    if name not in WINDOWS:
        yield name, f"没有“{name}”这个时段，请改成其中一个：{'、'.join(WINDOWS)}"
    if window.opens and window.closes and window.opens > window.closes:
        yield name, "截止早于开始，请把 opens 和 closes 对调或改正"


def _check_paper(paper: Paper) -> Iterator[Fault]:
    marks = [part.half_marks for part in paper.parts]
    total = sum(part.count * (part.half_marks or 0) for part in paper.parts)
    if None not in marks and total != paper.full_half_marks:
        yield "full_half_marks", f"各部分合计 {total} 个半分，与满分不符，请核对"
    if not 0 < paper.pass_half_marks <= paper.full_half_marks:
        yield "pass_half_marks", "合格线请写在 1 和满分之间"


def _check_day(value: Cutoff | DiplomaDay | LawCutoff) -> Iterator[Fault]:
    if not _is_day(value.month, value.day):
        yield "day", f"{value.month} 月没有 {value.day} 日，请改正"


def _check_season(season: Season) -> Iterator[Fault]:
    if not season.months or any(month not in MONTHS for month in season.months):
        yield "months", "月份请写 1 到 12，至少一个"


def _check_step(step: Step) -> Iterator[Fault]:
    if step.window not in WINDOWS:
        yield "window", f"window 请改成其中一个：{'、'.join(WINDOWS)}"


def _check_agency_step(step: AgencyStep) -> Iterator[Fault]:
    if len(step.name) > LONGEST_TITLE:
        yield "name", f"名字最多 {LONGEST_TITLE} 个字，手机上一行放得下"
    if len(step.either) == 1:
        yield "either", "只有一条路就不用写 either，请补上另一条或删去"
    if step.statutory_days is not None and not step.days_from:
        yield "statutory_days", "天数从哪一步办成算起，请写 days_from"


def _check_agency_stage(stage: AgencyStage) -> Iterator[Fault]:
    if stage.stage in {TeamStage.OPENED, TeamStage.STOPPED}:
        yield "stage", "这个阶段不是一步一步办出来的，请删去这一条"
    if stage.usual_days is not None and stage.usual_days < 1:
        yield "usual_days", "停多少天算久，请写 1 或更大的整数，不算就删去"


def _check_agency_terms(terms: AgencyTerms) -> Iterator[Fault]:
    if terms.share < 1:
        yield "share", "几个人里要一个，请写 1 或更大的整数"


def _is_day(month: int, day: int) -> bool:
    try:
        date(2023, month, day)  # a year without 29 February
    except ValueError:
        return False
    return True


CHECKS: Mapping[type, Callable[[Any], Iterator[Fault]]] = {
    Sitting: _check_sitting,
    Paper: _check_paper,
    Cutoff: _check_day,
    DiplomaDay: _check_day,
    LawCutoff: _check_day,
    Season: _check_season,
    Step: _check_step,
    AgencyStep: _check_agency_step,
    AgencyStage: _check_agency_stage,
    AgencyTerms: _check_agency_terms,
}


def faults_between(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Yield what is wrong among rules: ids twice, rivals in one place, references to nothing."""
    rules = tuple(rules)
    yield from faults_within(rules)
    yield from _lost_references(rules)
    yield from _lost_on_the_walk(rules)
    yield from _lost_in_stages(rules)


def faults_within(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """Yield ids used twice and rivals in one place; enough for a file that is entered alone."""
    yield from _same_ids(rules)
    yield from _rivals(rules)


def _same_ids(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if first := seen.get(rule.id):
            said = f"编号“{rule.id}”在 {first.file} 第 {first.line} 行用过了，请换一个"
            yield Problem(rule.file, rule.line, said)
        seen.setdefault(rule.id, rule)


def _rivals(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    places: dict[tuple[object, ...], list[Rule]] = {}
    for rule in rules:
        places.setdefault((rule.kind, rule.region, rule.slot), []).append(rule)
    for group in places.values():
        for one, two in combinations(group, 2):
            known = two.id in one.conflicts_with or one.id in two.conflicts_with
            if one.id != two.id and one.overlaps(two) and not known:
                said = f"与“{one.id}”同时有效，请用 from、to 分开，或写 conflicts_with"
                yield Problem(two.file, two.line, said)


def _lost_references(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    ids = {rule.id for rule in rules}
    papers = {rule.data.code for rule in rules if isinstance(rule.data, Paper)}
    steps = {rule.data.step for rule in rules if isinstance(rule.data, Step)}
    for rule in rules:
        for lost in sorted(set(rule.conflicts_with) - ids):
            said = f"conflicts_with 里的“{lost}”不存在，请改成已有的编号"
            yield Problem(rule.file, rule.line, said)
        for lost in sorted(_papers_of(rule) - papers):
            said = f"没有代号为“{lost}”的试卷，请对照 papers.toml 改正"
            yield Problem(rule.file, rule.line, said)
        if isinstance(rule.data, Step) and (gone := set(rule.data.after) - steps):
            said = f"after 里的“{'、'.join(sorted(gone))}”不是报名的步骤，请改正"
            yield Problem(rule.file, rule.line, said)


def _lost_on_the_walk(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """Yield what the steps of founding an agency name and nobody has, in every region."""
    papers = {rule.data.paper for rule in rules if isinstance(rule.data, AgencyPaper)}
    walked = [(rule, rule.data) for rule in rules if isinstance(rule.data, AgencyStep)]
    for region in sorted({rule.region for rule, _step in walked}):
        nearest = {step.step: (rule, step) for rule, step in walked if rule.region == COUNTRY}
        nearest |= {step.step: (rule, step) for rule, step in walked if rule.region == region}
        for name, lost in missing_references((s for _rule, s in nearest.values()), papers):
            rule = nearest[name][0]
            said = f"“{lost}”不是前面的步骤，也不是材料或路，请改正"
            if rule.region == region:
                yield Problem(rule.file, rule.line, said)


def _lost_in_stages(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """Yield steps that stand in no stage of the country, in two, or are none."""
    ours = [rule for rule in rules if rule.region == COUNTRY]
    staged = {str(r.data.stage): (r, r.data) for r in ours if isinstance(r.data, AgencyStage)}
    steps = {r.data.step: (r, r.data) for r in ours if isinstance(r.data, AgencyStep)}
    if not staged:
        return
    found = stage_faults((s for _r, s in staged.values()), (s for _r, s in steps.values()))
    for stage, name in found:
        rule = (staged[stage] if stage else steps[name])[0]
        said = "是两个阶段的，或者不是步骤，请改正" if stage else "不在任何阶段里，请写进一个"
        yield Problem(rule.file, rule.line, f"“{name}”{said}")


def _papers_of(rule: Rule) -> set[str]:
    by_kind: Mapping[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
        "carry": lambda value: value["papers"],
        "session": lambda value: [value["paper"]],
        "sitting": lambda value: [one["paper"] for one in value.get("sessions", ())],
        "fees": lambda value: value["fen"],
    }
    return set(by_kind[rule.kind](rule.value)) if rule.kind in by_kind else set()
