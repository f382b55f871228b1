"""How long writing holds the gate: one record a transaction, in seconds."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from models.base import Database


class Gate:
    """Watches one database's writing from now on."""

    def __init__(self, database: Database) -> None:
        self.held: list[float] = []
        self._writing = database.writing
        database.writing = self._timed

    @contextmanager
    def _timed(self) -> Generator:
        with self._writing() as session:
            begun = time.perf_counter()
            yield session
        self.held.append(time.perf_counter() - begun)

    def taken(self) -> dict[str, float | int]:
        """How often, how long at most and in all since the last time this was asked."""
        held, self.held = self.held, []
        return {
            "transactions": len(held),
            "longest_ms": round(1000 * max(held, default=0), 1),
            "gate_seconds": round(sum(held), 2),
        }
