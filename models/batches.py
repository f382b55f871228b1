"""Many rows made ready before the gate for writes: inside it only the driver works.

Turning values into what a driver takes costs three times what writing them does. So that is done
beforehand; what only the transaction knows (ids of rows made in it, whole numbers) comes last.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.orm import Session

from models.base import Base

Bound = tuple[Any, ...]


class Batch:
    """One statement for many rows of a table: an insert, or the change of rows known by id.

    `names` are the columns told before, `late` those told inside. An insert fills in the defaults
    that the table declares in Python. The last of `late` in a change is the id; `still` are
    columns that have to be as they are told behind it, or the row is not changed.
    """

    def __init__(
        self,
        dialect: Dialect,
        table: type[Base],
        names: Sequence[str],
        late: Sequence[str] = (),
        *,
        change: bool = False,
        still: Sequence[str] = (),
    ) -> None:
        own = cast("Table", table.__table__)
        told = [own.columns[name] for name in names]
        if not change:
            rest = [column for column in own.columns if column.name not in {*names, *late}]
            told += [column for column in rest if column.default is not None]
        self._values = [_value(column, dialect) for column in told]
        columns = [*told, *(own.columns[name] for name in late)]
        same = [own.columns[name] for name in still]
        self._statement = (
            _change(dialect, own, columns, same) if change else _insert(dialect, own, columns)
        )

    def bound(self, row: Mapping[str, Any]) -> Bound:
        """One row as the driver takes it, without what is told inside."""
        return tuple(value(row) for value in self._values)

    def write(self, db: Session, rows: Iterable[Bound]) -> bool:
        """Write them in the session's transaction; what is told inside stands behind each.

        Whether every row was written.
        """
        found = list(rows)
        if not found:
            return True
        return db.connection().exec_driver_sql(self._statement, found).rowcount == len(found)


def _value(column: Column[Any], dialect: Dialect) -> Callable[[Mapping[str, Any]], Any]:
    """How one column's value is found in a row, or made, and bound."""
    bind = _once(column.type.dialect_impl(dialect).bind_processor(dialect))
    name, default = column.name, column.default
    if default is None:
        return lambda row: bind(row[name])
    if default.is_scalar:
        usual = default.arg  # ty: ignore[missing-attribute]
        return lambda row: bind(row.get(name, usual))
    make = default.arg  # ty: ignore[missing-attribute]
    return lambda row: bind(row[name] if name in row else make(None))


def _once(bind: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    """What all rows have in common is bound once, and held once."""
    if bind is None:
        return lambda value: value
    last: list[Any] = [None, bind(None)]

    def bound(value: Any) -> Any:  # noqa: ANN401
        if value is not last[0]:
            last[:] = value, bind(value)
        return last[1]

    return bound


def _insert(dialect: Dialect, table: Table, columns: Sequence[Column[Any]]) -> str:
    quoted = dialect.identifier_preparer
    names = ", ".join(quoted.format_column(column) for column in columns)
    marks = ", ".join([_mark(dialect)] * len(columns))
    return f"INSERT INTO {quoted.format_table(table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables


def _change(
    dialect: Dialect, table: Table, columns: Sequence[Column[Any]], same: Sequence[Column[Any]]
) -> str:
    """The last column is the id; what has to be the same is asked for behind it."""
    quoted, mark = dialect.identifier_preparer, _mark(dialect)
    changes = ", ".join(f"{quoted.format_column(column)} = {mark}" for column in columns[:-1])
    alike = "".join(
        f" AND {quoted.format_column(column)} IS NOT DISTINCT FROM {mark}" for column in same
    )
    return f"UPDATE {quoted.format_table(table)} SET {changes} WHERE id = {mark}{alike}"  # noqa: S608


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.paramstyle == "qmark" else "%s"
