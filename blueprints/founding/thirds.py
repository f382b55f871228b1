"""The one-third rule of a team, live: who counts and why, and what would close the gap."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from blueprints.founding.desk import Desk
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.words.founding import (
    act_words,
    also_hire_words,
    hire_words,
    join_words,
    list_words,
    reason_words,
    stage_next_words,
)
from content.rules import Rule
from content.rules_build import agency_terms, certificate_rules, next_sitting
from domain import standing
from domain.one_third import (
    CERTIFIED,
    COUNTS,
    AgencyTerms,
    Held,
    Member,
    Option,
    Reason,
    Tally,
    hires_alone,
    qualifies,
    tally,
    ways_to_close,
)
from models.founding import TeamMember
from models.founding_queries import certificates_of, degrees_of, prospects_of
from models.pipeline import StageNow

MOST_OPTIONS = 12
MOST_SETS = 6
ACTS: dict[Reason, str] = {
    "unverified": "check",
    "sent-back": "resend",
    "lapsed": "register",
    "degree-unconfirmed": "degree",
}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member with the reason why they count or not."""

    member: TeamMember
    reason: Reason
    words: str

    @property
    def counts(self) -> bool:
        """Whether this person is one of those counted."""
        return self.reason in COUNTS


@dataclass(frozen=True, slots=True)
class Thirds:
    """The count, its reasons, and what would close the gap."""

    terms: AgencyTerms
    rule: Rule | None
    tally: Tally
    rows: list[MemberRow]
    prospects: list[tuple[str, str]]
    ways: list[str]
    more_ways: int
    hire: str


def thirds_of(desk: Desk) -> Thirds:
    """The rule of a team; three queries."""
    near = db().scalars(prospects_of(actor(), desk.team, now())).all()
    terms = agency_terms(desk.rules, desk.region, desk.today)
    people = {one.person_id for one in desk.members} | {one.person_id for one in near}
    known = _credentials(desk, people)
    members = [_member(one, known) for one in desk.members]
    count = tally(members, terms)
    options = _options(desk, members, near, known, terms) if not count.met else []
    words = {one.key: text for one, text in options}
    ways = [
        list_words(
            [*(words[one.key] for one in chosen), *([also_hire_words(hires)] if hires else [])]
        )
        for chosen, hires in _ways(count, [one for one, _words in options], terms)
    ]
    return Thirds(
        terms=terms,
        rule=desk.rules.get(terms.rule),
        tally=count,
        rows=_rows(desk, members, count),
        prospects=_prospects(desk, near),
        ways=ways[:MOST_SETS],
        more_ways=max(0, len(ways) - MOST_SETS),
        hire=_hire(count, terms) if count.full_time and not count.met else "",
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record about somebody: certificates and a social-work degree."""

    certificates: tuple[Held, ...] = ()
    degree: str = "none"


def _credentials(desk: Desk, people: set[int]) -> dict[int, Known]:
    """What is on record about each of these people; two queries."""
    rules = certificate_rules(desk.rules, desk.region, desk.today)
    held: dict[int, list[Held]] = defaultdict(list)
    for row, look, registered in db().execute(certificates_of(people)):
        plain = standing.Held(row.level, row.passed_on, row.at)
        checks = [standing.Check(agreed=look.agreed, at=look.at)] if look else []
        days = [registered] if registered else []
        verdict = standing.counts(plain, checks, days, rules, desk.today)
        held[row.person_id].append(Held(row.level, *verdict))
    degrees: dict[int, str] = {}
    for person, confirmed in db().execute(degrees_of(people)):
        if confirmed or person not in degrees:
            degrees[person] = "confirmed" if confirmed else "unconfirmed"
    return {p: Known(tuple(held.get(p, ())), degrees.get(p, "none")) for p in people}


def _member(row: TeamMember, known: dict[int, Known]) -> Member:
    brings = known.get(row.person_id, Known())
    return Member(
        row.person_id,
        full_time=row.full_time,
        initiator=row.initiator,
        certificates=brings.certificates,
        degree=brings.degree,  # ty: ignore[invalid-argument-type]
    )


def _rows(desk: Desk, members: list[Member], count: Tally) -> list[MemberRow]:
    rows = []
    for row, member in zip(desk.members, members, strict=True):
        reason = count.reasons[row.person_id]
        rows.append(MemberRow(row, reason, reason_words(reason, qualifies(member))))
    return sorted(rows, key=lambda one: (not one.counts, not one.member.full_time))


def _options(
    desk: Desk,
    members: list[Member],
    near: Sequence[StageNow],
    known: dict[int, Known],
    terms: AgencyTerms,
) -> list[tuple[Option, str]]:
    """Everything somebody could do about the gap, the nearest first."""
    stages = {one.person_id for one in near}
    inside = {one.key for one in members}
    found: list[tuple[Option, str]] = []
    for row, member in zip(desk.members, members, strict=True):
        found += _own_options(member, row.person.name, terms, near=member.key in stages)
    outside = [one for one in near if one.person_id not in inside]
    brings = {one.person_id: _brings(one.person_id, known) for one in outside}
    for one in sorted(outside, key=lambda one: brings[one.person_id] not in COUNTS):
        option = Option(f"join-{one.person_id}", counted=1, full_time=1, holders=1)
        found.append((option, join_words(_first(brings[one.person_id]), one.person.name)))
    return found


def _brings(person_id: int, known: dict[int, Known]) -> Reason:
    """What somebody outside the team would bring."""
    held = known.get(person_id, Known())
    degree = held.degree
    return qualifies(Member(person_id, certificates=held.certificates, degree=degree))  # ty: ignore[invalid-argument-type]


def _first(brings: Reason) -> str:
    """What is to be done before somebody from outside counts; nothing for who counts now."""
    return "" if brings in COUNTS else ACTS.get(brings, "exam")


def _own_options(
    member: Member, name: str, terms: AgencyTerms, *, near: bool
) -> list[tuple[Option, str]]:
    """What a member could do."""
    brings = qualifies(member)
    key, staff = str(member.key), int(member.full_time)
    if brings in COUNTS:
        found = []
        if not member.full_time:
            option = Option(f"full-time-{key}", counted=1, full_time=1)
            found.append((option, act_words("full-time", name)))
        if not member.initiator and brings in CERTIFIED and terms.initiators:
            found.append((Option(f"initiator-{key}", holders=1), act_words("initiator", name)))
        return found
    holds = int(member.initiator and brings != "degree-unconfirmed")
    act = ACTS.get(brings, "exam" if near else "")
    if not act or not (staff or holds):
        return []
    return [(Option(f"{act}-{key}", counted=staff, holders=holds), act_words(act, name))]


def _prospects(desk: Desk, near: Sequence[StageNow]) -> list[tuple[str, str]]:
    """Who is near a certificate, and what comes next for them."""
    sitting = next_sitting(desk.rules, desk.region, "junior", desk.today)
    inside = {one.person_id for one in desk.members}
    return [
        (
            one.person.name
            if one.person_id in inside
            else _("%(name)s（不在组里）", name=one.person.name),
            stage_next_words(one.stage, sitting),
        )
        for one in near
    ]


def _ways(
    count: Tally, options: list[Option], terms: AgencyTerms
) -> list[tuple[tuple[Option, ...], int]]:
    """The ways in which somebody known does something; hires alone are told apart."""
    if count.met or not options:
        return []
    found = ways_to_close(count, options[:MOST_OPTIONS], terms.share)
    return [(chosen, hires) for chosen, hires in found if chosen]


def _hire(count: Tally, terms: AgencyTerms) -> str:
    """How many hires alone would do."""
    return hire_words(count, hires_alone(count, terms.share), terms.share)
