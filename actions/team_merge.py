"""Saving what several founders edit at once: different fields merge, the same field is asked about.

A form says from which version of its row it was made. What the row held then is read back from
`team_changes`; so a field counts as mine only where I changed it, and a save never carries a
value that merely stood in an old form over somebody's newer one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.founding import FoundingTeam, TeamChange, TeamMember, TeamPaper, TeamStep
from models.founding_queries import changes_since, members_ever

Values = dict[str, str]
"""Fields of a row as texts, as they stand in forms and in the history."""
Row = TeamStep | TeamPaper | TeamMember

STEP_FIELDS: Final = (
    "state",
    "branch",
    "owner_id",
    "due_on",
    "done_on",
    "cost_fen",
    "place",
    "note",
)
PAPER_FIELDS: Final = ("state", "expires_on", "note")
MEMBER_FIELDS: Final = ("initiator", "full_time", "duty")
FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    TeamStep: STEP_FIELDS,
    TeamPaper: PAPER_FIELDS,
    TeamMember: MEMBER_FIELDS,
}
DAYS: Final = frozenset({"due_on", "done_on", "expires_on"})
NUMBERS: Final = frozenset({"cost_fen"})
FLAGS: Final = frozenset({"initiator", "full_time"})
PEOPLE: Final = frozenset({"owner_id"})
YES: Final = "yes"
NEWEST: Final = 2**31 - 1
"""The version of a form that was made from the row as it is now."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a form sends: the version of the row it was made from, and fields as texts.

    `seen` holds, for fields of which somebody was shown the other value and chose their own, the
    version in which they saw it.
    """

    version: int
    values: Values
    seen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that somebody else changed meanwhile: what it holds now, by whom and when."""

    field: str
    theirs: str
    mine: str
    by: str
    at: datetime


class ClashError(Exception):
    """Others changed the same fields since the form was made; nothing was saved.

    `version` is that of the row as it is now.
    """

    def __init__(self, clashes: list[Clash], version: int) -> None:
        super().__init__(", ".join(clash.field for clash in clashes))
        self.clashes = clashes
        self.version = version


class Texts:
    """Turns the fields of a team's rows into texts and back; people are their public ids."""

    def __init__(self, people: Mapping[int, str]) -> None:
        self._uids = people
        self._ids = {uid: person for person, uid in people.items()}

    @classmethod
    def of(cls, db: Session, team_id: int) -> "Texts":
        """With everybody who is or was in the team."""
        members = db.scalars(members_ever(team_id))
        return cls({one.person_id: str(one.person.uid) for one in members})

    def read(self, row: Row) -> Values:
        """The fields of a row."""
        return {name: self._text(name, getattr(row, name)) for name in FIELDS[type(row)]}

    def write(self, row: Row, values: Values) -> None:
        """Put texts into a row; ValueError where one cannot be read."""
        for name, text in values.items():
            setattr(row, name, self._value(name, text))

    def _text(self, name: str, value: object) -> str:
        if name in FLAGS:
            return YES if value else ""
        if value is None:
            return ""
        if name in PEOPLE and isinstance(value, int):
            return self._uids.get(value, "")
        return value.isoformat() if isinstance(value, date) else str(value)

    def _value(self, name: str, text: str) -> object:
        if name in FLAGS:
            return text == YES
        if name in DAYS | NUMBERS | PEOPLE and not text:
            return None
        if name in DAYS:
            return date.fromisoformat(text)
        if name in PEOPLE:
            return self._ids.get(text)
        return int(text) if name in NUMBERS else text


def lock_team(db: Session, team_id: int) -> FoundingTeam:
    """Let only one writer at a time change a team."""
    query = select(FoundingTeam).where(FoundingTeam.id == team_id).with_for_update()
    return db.scalars(query.execution_options(populate_existing=True)).one()


def merge(db: Session, team_id: int, part: str, now: Values, version: int, edit: Edit) -> Values:
    """Return what an edit changes of a row that stands as `now` at `version`.

    Raises:
        ClashError: somebody changed one of these fields since, to something else.
    """
    unseen: dict[str, list[tuple[TeamChange, str]]] = {}
    for change, by in db.execute(changes_since(team_id, part, min(edit.version, version))):
        if change.version > edit.seen.get(change.field, edit.version):
            unseen.setdefault(change.field, []).append((change, by))
    base = now | {name: rows[0][0].before for name, rows in unseen.items()}
    mine = {f: text for f, text in edit.values.items() if f in now and text != base[f]}
    changed = {f: text for f, text in mine.items() if text != now[f]}
    clashes = [
        _clash(f, now[f], text, *unseen[f][-1]) for f, text in changed.items() if f in unseen
    ]
    if clashes:
        raise ClashError(clashes, version)
    return changed


def _clash(name: str, theirs: str, mine: str, change: TeamChange, by: str) -> Clash:
    return Clash(name, theirs, mine, by, change.at)


def keep(
    db: Session, team_id: int, part: str, row: Row, changed: Values, *, by_id: int, at: datetime
) -> None:
    """Write the changes of a row, and each of them into the history."""
    texts = Texts.of(db, team_id)
    before = texts.read(row)
    texts.write(row, changed)
    row.version = (row.version or 0) + 1
    if not isinstance(row, TeamMember):
        row.by_id, row.at = by_id, at
    db.add(row)
    remember(db, team_id, part, row.version, before, changed, by_id=by_id, at=at)
    db.flush()


def remember(
    db: Session,
    team_id: int,
    part: str,
    version: int,
    before: Values,
    changed: Values,
    *,
    by_id: int,
    at: datetime,
) -> None:
    """Write the history of one save."""
    for name, text in changed.items():
        db.add(
            TeamChange(
                team_id=team_id,
                part=part,
                version=version,
                field=name,
                before=before.get(name, ""),
                after=text,
                by_id=by_id,
                at=at,
            )
        )


def told_fields(changed: Collection[str]) -> str:
    """The names of fields for the audit log, never what they hold."""
    return " ".join(sorted(changed))
