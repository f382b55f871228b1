"""People counted by where they live: what pages about a region sum up."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    Index,
    Insert,
    Integer,
    String,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.places import Agency, Region

COUNTY: Final = 6
"""Digits of a county's code."""
COLUMNS: Final = ("code", "county", "measure", "key", "people")
HOLDER: Final = "holder"
"""The measure of certificate holders, each person once however many agencies they are in."""
NIGHTLY: Final = ("silent", "eligible", "result")
"""How the names of the measures begin that a nightly job counts."""


class RegionCount(Base):
    """How many people live in one place, places below it not included; one row per measure and key.

    The sum of the leaves in `people_counts` over agencies and classes, moved with them by
    `actions.stages.add_people` and put right by `actions.regions.mend_regions`. Who has no
    home on record counts where the agency is; who is in two agencies counts in both, but a holder
    of a certificate (HOLDER) and whoever is counted at night once. The measures
    of NIGHTLY (`silent`, `eligible`, `result-<year>`) come from `actions.region_counts`; their
    keys are the two halves of a whole. `county` is the code's first six digits: pages of a
    province sum by it, along an index.
    """

    __tablename__ = "region_counts"
    __table_args__ = (
        UniqueConstraint("code", "measure", "key"),
        Index("ix_region_counts_county", "county", "measure", "key", "people"),
    )

    code: Mapped[str] = mapped_column(String(12))
    county: Mapped[str] = mapped_column(String(6))
    measure: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(30))
    people: Mapped[int] = mapped_column(default=0)


class KeptBack(Base):
    """The two halves of a nightly measure are not shown for this place (domain/suppression.py).

    A code with a hyphen at its end stands for the people of a place whose township is unknown.
    """

    __tablename__ = "kept_back"
    __table_args__ = (UniqueConstraint("code", "measure"),)

    code: Mapped[str] = mapped_column(String(13))
    measure: Mapped[str] = mapped_column(String(20))


def adding_there(insert: Callable[..., Any]) -> Insert:
    """Change a count where a person lives (`home`); if that is unknown, where the `agency` is."""
    agencys = select(Agency.region_id).where(Agency.id == bindparam("agency", type_=Integer))
    home = func.coalesce(bindparam("home", type_=Integer), agencys.scalar_subquery())
    row = select(
        Region.code,
        func.substr(Region.code, 1, COUNTY),
        bindparam("measure", type_=String),
        bindparam("key", type_=String),
        bindparam("people", type_=Integer),
    ).where(Region.id == home)
    made = insert(RegionCount).from_select(COLUMNS, row)
    return made.on_conflict_do_update(
        index_elements=["code", "measure", "key"],
        set_={"people": RegionCount.people + made.excluded.people},
    )
