"""Tables and named queries. Importing this package knows every table."""

from models import (
    classes,
    credentials,
    entry,
    factors,
    founding,
    history,
    jobs,
    learning,
    lists,
    messages,
    mocks,
    notices,
    people,
    pipeline,
    places,
    road,
    roster,
)
from models.base import Base, Database

__all__ = [
    "Base",
    "Database",
    "classes",
    "credentials",
    "entry",
    "factors",
    "founding",
    "history",
    "jobs",
    "learning",
    "lists",
    "messages",
    "mocks",
    "notices",
    "people",
    "pipeline",
    "places",
    "road",
    "roster",
]
