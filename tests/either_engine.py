"""A house on either engine, for the folders whose tests run on both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from blueprints.web.house import House
from tests.conftest import furnish, settings_for


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.engine)])
def house(
    request: pytest.FixtureRequest, seeded: Path, tmp_path: Path, library_house: House
) -> Iterator[House]:
    """A house on its own copy of the seeded database, on either engine."""
    with ExitStack() as stack:
        url = None
        if request.param == "postgres":
            url = stack.enter_context(request.getfixturevalue("postgres").copy())
        else:
            shutil.copy(seeded, tmp_path / "zhagen.db")
        house = furnish(House(settings_for(tmp_path, url)), library_house)
        stack.callback(house.database.close)
        yield house
