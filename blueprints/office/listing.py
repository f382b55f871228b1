"""Lists a page at a time: fifty rows, and where the next page begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from models.office_queries import PAGE

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """What is shown of a list, and the addresses before and after."""

    shown: Sequence[T]
    prev: str
    next: str
    text: str = ""


def page_of(found: Sequence[T], key: Callable[[T], object]) -> Rows[T]:
    """The first fifty of what was found (one more says that there are others)."""
    shown = found[:PAGE]
    more = len(found) > PAGE
    first = address(after="") if request.args.get("after") else ""
    return Rows(shown, first, address(after=str(key(shown[-1]))) if more else "")


def address(**changes: str) -> str:
    """This page's address with other parameters; an empty one is left out."""
    kept = MultiDict((name, value) for name, value in request.args.items() if value)
    for name, value in changes.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    query = urlencode(list(kept.items()))
    return f"{request.path}?{query}" if query else request.path
