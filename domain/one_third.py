"""The one-third rule of a social-work agency (facts.md 5.3), counted from its people.

At least one third of the full-time staff hold the certificate or a social-work degree of bachelor
level, rounded up. How many of the initiators must hold the certificate differs by region and is
data: `AgencyTerms`. Whether a certificate counts, also where its registration (登记) is not in
force, is said once for everybody, by `domain.standing.counts`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, Literal

from domain.standing import Reason as Standing

Reason = Literal[
    "certified",
    "unsettled",
    "degree",
    "part-time",
    "unverified",
    "sent-back",
    "lapsed",
    "degree-unconfirmed",
    "nothing",
]
CERTIFIED: Final = frozenset[Reason]({"certified", "unsettled"})
"""Who holds a certificate that counts; of `unsettled` pages say that the office is to be asked."""
COUNTS: Final = CERTIFIED | {"degree"}
UNREGISTERED: Final = frozenset[Standing]({"lapsed", "not-registered"})


@dataclass(frozen=True, kw_only=True)
class AgencyTerms:
    """What a region asks of a new agency's people and money.

    One of `share` full-time people must count; `initiators` is how many initiators must hold the
    certificate, None where nothing is said. Money is in fen, None where it is not known.
    """

    rule: str = ""
    share: int
    initiators: int | None = None
    county_fen: int | None = None
    city_fen: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate: whether it counts in the region, and why, as `domain.standing` says."""

    level: str
    counts: bool
    why: Standing


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team; `degree` is that of social work, bachelor or above."""

    key: int
    full_time: bool = False
    initiator: bool = False
    certificates: tuple[Held, ...] = ()
    degree: Literal["none", "unconfirmed", "confirmed"] = "none"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a team stands: `reasons` by member, `holders` the initiators with a good certificate."""

    full_time: int
    needed: int
    counted: int
    reasons: dict[int, Reason]
    holders: int
    initiators: int

    @property
    def gap(self) -> int:
        """How many full-time people who count are missing."""
        return max(0, self.needed - self.counted)

    @property
    def initiator_gap(self) -> int:
        """How many initiators with a certificate are missing."""
        return max(0, self.initiators - self.holders)

    @property
    def met(self) -> bool:
        """Whether both rules are met; without anybody full-time they are not."""
        return self.full_time > 0 and not self.gap and not self.initiator_gap


@dataclass(frozen=True, slots=True)
class Option:
    """One way to close the gap: what it adds to each count, 0 or 1.

    A hire adds 1 to `full_time` as well, so it may raise what is needed.
    """

    key: str
    counted: int = 0
    full_time: int = 0
    holders: int = 0


def needed(full_time: int, share: int = 3) -> int:
    """Return how many of so many full-time people must count: a share, rounded up."""
    return -(-full_time // share)


def qualifies(member: Member) -> Reason:
    """Say what a member brings, part-time or not."""
    good = [one.why for one in member.certificates if one.counts]
    if good:
        return "unsettled" if set(good) == {"registration-unsettled"} else "certified"
    if member.degree == "confirmed":
        return "degree"
    why = {one.why for one in member.certificates}
    if why & UNREGISTERED:
        return "lapsed"
    if why:
        return "sent-back" if why == {"sent-back"} else "unverified"
    return "degree-unconfirmed" if member.degree == "unconfirmed" else "nothing"


def tally(members: Iterable[Member], terms: AgencyTerms) -> Tally:
    """Count a team; unverified certificates and unconfirmed degrees never count."""
    people = tuple(members)
    brings = {one.key: qualifies(one) for one in people}
    staff = [one for one in people if one.full_time]
    holders = [one for one in people if one.initiator and brings[one.key] in CERTIFIED]
    return Tally(
        full_time=len(staff),
        needed=needed(len(staff), terms.share),
        counted=sum(brings[one.key] in COUNTS for one in staff),
        reasons={one.key: brings[one.key] if one.full_time else "part-time" for one in people},
        holders=len(holders),
        initiators=terms.initiators or 0,
    )


def closes(now: Tally, options: Iterable[Option], share: int = 3) -> bool:
    """Tell whether a team meets both rules once all these options are taken."""
    chosen = tuple(options)
    staff = now.full_time + sum(one.full_time for one in chosen)
    counted = now.counted + sum(one.counted for one in chosen)
    holders = now.holders + sum(one.holders for one in chosen)
    return staff > 0 and counted >= needed(staff, share) and holders >= now.initiators


def minimal_sets(
    now: Tally, options: Sequence[Option], share: int = 3, largest: int = 4
) -> list[tuple[Option, ...]]:
    """Return every set of at most `largest` options that closes the gap and has none to spare.

    No set holds a smaller one that closes the gap too; the smallest come first.
    """
    found: list[tuple[Option, ...]] = []
    kept: list[frozenset[str]] = []
    for size in range(min(largest, len(options)) + 1):
        for chosen in combinations(options, size):
            keys = frozenset(one.key for one in chosen)
            if not any(small <= keys for small in kept) and closes(now, chosen, share):
                found.append(chosen)
                kept.append(keys)
    return found


HIRE: Final = Option("hire", counted=1, full_time=1, holders=1)
"""Somebody from outside who holds the certificate: works full-time, and may be an initiator."""


def ways_to_close(
    now: Tally, options: Sequence[Option], share: int = 3, largest: int = 4, most_hires: int = 3
) -> list[tuple[tuple[Option, ...], int]]:
    """Return every set of options with the number of hires it takes beside, none to spare.

    No way holds another one with fewer options or fewer hires; those with fewer hires come first.
    """
    found: list[tuple[tuple[Option, ...], int]] = []
    for hires in range(most_hires + 1):
        closing = minimal_sets(_with_hires(now, hires), options, share, largest)
        spare = {c for c in closing if hires and closes(_with_hires(now, hires - 1), c, share)}
        found.extend((chosen, hires) for chosen in closing if chosen not in spare)
    return found


def hires_alone(now: Tally, share: int = 3) -> int:
    """Return how many hires do without anybody else; 0 where nothing is missing."""
    hires = 0
    while not closes(_with_hires(now, hires), (), share):
        hires += 1
    return hires


def _with_hires(now: Tally, hires: int) -> Tally:
    return replace(
        now,
        full_time=now.full_time + hires,
        counted=now.counted + hires,
        holders=now.holders + hires,
    )
