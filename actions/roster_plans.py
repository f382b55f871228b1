"""What one row of a roster will do, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from domain.access import Role
from domain.eligibility import Education, Spell
from domain.eligibility_answers import YES, write_spells
from domain.eligibility_data import HIGHER
from domain.roster import Entry

ROSTER: Final = "roster"
"""The source of an eligibility answer that a roster told."""


class Owner(NamedTuple):
    """Whose phone or ID card stands in the roster: what it is held against."""

    id: int
    uid: UUID
    name: str
    home_id: int | None
    village: str
    phone_index: bytes | None
    id_card_index: bytes | None
    id_card_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the agency whose phone stands in the roster, as they stand now."""

    person: Owner
    role: Role
    class_id: int | None
    guided: bool
    answered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Additions:
    """What somebody known does not have yet and the row tells: theirs always wins."""

    home_id: int | None = None
    village: str = ""
    class_name: str = ""
    mentor_id: int | None = None
    id_card: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(
            self.home_id
            or self.village
            or self.class_name
            or self.mentor_id
            or self.id_card
            or self.facts
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """One row: `known` is in the agency already, `elsewhere` is somebody in the house."""

    entry: Entry
    phone_index: bytes
    card_index: bytes | None
    home_id: int | None
    village: str
    mentor_id: int | None
    known: Known | None = None
    elsewhere: int | None = None

    @property
    def facts(self) -> Mapping[str, str]:
        """The answers about eligibility that the row gives."""
        return facts_of(self.entry)

    @property
    def additions(self) -> Additions:
        """What somebody known would get."""
        known = self.known
        if known is None:
            return Additions()
        person, trainee = known.person, known.role is Role.TRAINEE
        return Additions(
            home_id=self.home_id if person.home_id is None else None,
            village="" if person.village else self.village,
            class_name=self.entry.class_name if trainee and known.class_id is None else "",
            mentor_id=self.mentor_id if trainee and not known.guided else None,
            id_card="" if person.id_card_index else self.entry.id_card,
            facts=tuple((q, a) for q, a in self.facts.items() if q not in known.answered),
        )


def facts_of(entry: Entry) -> Mapping[str, str]:
    """The questions of eligibility that a row answers."""
    facts = {"education": entry.education} if entry.education else {}
    if entry.major and entry.education in {each.value for each in HIGHER}:
        facts["major"] = entry.major
    if entry.since and entry.education != Education.BELOW:
        facts |= {"practice": YES, "spells": write_spells([Spell(entry.since)])}
    return facts
