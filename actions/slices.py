"""Much work in short pieces: each its own transaction, so that nobody waits long at the gate."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")
BREATH: Final = 0.002
"""Seconds between two pieces: the gate is no queue, and who waits needs a moment to come in."""


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of so many; one transaction each.

    Between two of them anything may have been written: each transaction asks again what it needs.
    """
    source = iter(items)
    piece = list(islice(source, size))
    while piece:
        yield piece
        piece = list(islice(source, size))
        if piece:
            time.sleep(BREATH)
