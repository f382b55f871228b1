"""Rows made by the hundred thousand: laid down in slices, with ids given beforehand."""

import random
from collections import Counter, defaultdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Insert, Table, func, insert, select, text
from sqlalchemy.orm import Session

from models.base import Base, Public
from models.credentials import CertificateCheck, HolderNow
from models.founding import FoundingTeam, TeamMember, TeamStageEntered, TeamStep
from models.learning import DaySum
from models.people import Consent, Guidance, Membership, Person
from models.pipeline import PeopleCount, Post, StageNow, Station
from models.places import Agency, Region, StudyClass
from models.regions import RegionCount
from models.road import Certificate, EligibilityFact, StageEntered

ORDER: Final[tuple[type[Base], ...]] = (
    Region,
    Person,
    Agency,
    StudyClass,
    Station,
    Membership,
    Guidance,
    Consent,
    StageNow,
    StageEntered,
    Post,
    Certificate,
    CertificateCheck,
    HolderNow,
    DaySum,
    EligibilityFact,
    FoundingTeam,
    TeamMember,
    TeamStep,
    TeamStageEntered,
    PeopleCount,
    RegionCount,
)
"""Tables in the order in which rows may point at each other."""
SLICE: Final = 20_000


class Shelf:
    """Keeps rows until they are laid down; every row of a table names the same columns."""

    def __init__(self, db: Session, luck: random.Random) -> None:
        self._db = db
        self._luck = luck
        self._rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        self._next: dict[type[Base], int] = {}
        self.made: Counter[str] = Counter()

    def add(self, table: type[Base], **values: Any) -> int:  # noqa: ANN401
        """Keep a row; the id it will have."""
        if table not in self._next:
            self._next[table] = self._first(table)
        row_id = self._next[table]
        self._next[table] += 1
        values["id"] = row_id
        if issubclass(table, Public):
            values["uid"] = UUID(int=self._luck.getrandbits(128))
        self._rows[table].append(values)
        return row_id

    def lay_down(self) -> None:
        """Write what is kept."""
        connection = self._db.connection()
        for table in ORDER:
            rows = self._rows.pop(table, [])
            for start in range(0, len(rows), SLICE):
                connection.execute(_into(table), rows[start : start + SLICE])
            self.made[table.__tablename__] += len(rows)

    def finish(self) -> None:
        """Write the rest, and let PostgreSQL go on counting from there."""
        self.lay_down()
        if self._db.get_bind().dialect.name == "postgresql":
            for table in self._next:
                name = table.__tablename__
                last = self._next[table] - 1
                self._db.execute(
                    text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                    {"name": name, "last": last},
                )

    def _first(self, table: type[Base]) -> int:
        return (self._db.scalar(select(func.max(table.id))) or 0) + 1


def _into(table: type[Base]) -> Insert:
    target = table.__table__
    assert isinstance(target, Table)  # noqa: S101 - what a mapped class always has
    return insert(target)
