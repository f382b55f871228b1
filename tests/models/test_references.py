"""What points to people can be found by them: taking a roster back asks every table."""

from sqlalchemy import Column, UniqueConstraint

from models.base import Base
from models.people import Person

PERSON = Person.__table__.c.id


def found_by(column: Column) -> bool:
    """Whether an index begins with the column."""
    unique = [one for one in column.table.constraints if isinstance(one, UniqueConstraint)]
    begins = [next(iter(one.columns)) for one in (*column.table.indexes, *unique)]
    return column.primary_key or bool(column.unique) or any(one is column for one in begins)


def test_every_reference_to_a_person_has_an_index():
    bare = [
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is PERSON for key in column.foreign_keys) and not found_by(column)
    ]
    assert bare == []
