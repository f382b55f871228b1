"""Column kinds that several tables share."""

from enum import StrEnum

from sqlalchemy import Enum


def choice(kind: type[StrEnum]) -> Enum:
    """A column that holds one of the values of a string enum, checked by the database."""
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
