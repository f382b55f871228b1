"""A statement in an engine's own words, with the types at its edges ready to turn values."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from typing import Any

from sqlalchemy import Insert, SelectBase
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import ClauseElement

Turn = Callable[[Any], Any]
Given = Sequence[Any] | Mapping[str, Any]
Row = Any
"""A named tuple of a statement's columns."""


class Prepared:
    """Built once for each engine: the text, how values go in, how rows come out."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, keys: Iterable[str]) -> None:
        compiled = _compiled(statement, dialect, keys)
        names = compiled.positiontup or list(compiled.bind_names.values())
        self.text = str(compiled)
        self.asks = isinstance(statement, SelectBase)
        """Whether rows come back."""
        self._places = [_place(compiled.binds[name], dialect) for name in names]
        self._names = None if compiled.positional else names
        columns = getattr(statement, "exported_columns", ())
        self._row = namedtuple("Row", [c.key for c in columns], rename=True)  # noqa: PYI024
        self._turns = [_turn_out(column.type, dialect) for column in columns]

    def pack(self, values: Mapping[str, Any]) -> Given:
        """Values as the driver takes them."""
        given = [
            constant if not key else turn(values[key]) if turn else values[key]
            for key, turn, constant in self._places
        ]
        return given if self._names is None else dict(zip(self._names, given, strict=True))

    def unpack(self, rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
        """What the driver gave, as rows."""
        make, turns = self._row, self._turns
        if not any(turns):
            return starmap(make, rows)
        pairs = (zip(turns, row, strict=True) for row in rows)
        return (make(*[turn(value) if turn else value for turn, value in one]) for one in pairs)


def _compiled(statement: ClauseElement, dialect: Dialect, keys: Iterable[str]) -> Any:  # noqa: ANN401
    """The statement in an engine's words.

    Raises:
        ValueError: it needs SQLAlchemy's help each time it runs.
    """
    if isinstance(statement, Insert):
        statement = statement.inline()
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(keys))
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        raise ValueError(f"a list to widen or a default to fill in: {compiled}")
    return compiled


def _place(bound: Any, dialect: Dialect) -> tuple[str, Turn | None, Any]:  # noqa: ANN401
    """What stands at one place: the name of a value and how it is turned, else a constant."""
    turn = bound.type.dialect_impl(dialect).bind_processor(dialect)
    if bound.required:
        return bound.key, turn, None
    return "", None, turn(bound.value) if turn else bound.value


def _turn_out(type_: Any, dialect: Dialect) -> Turn | None:  # noqa: ANN401
    return type_.dialect_impl(dialect).result_processor(dialect, None)
