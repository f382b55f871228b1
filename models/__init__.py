"""Tables and named queries. Importing this package knows every table."""

from models import entry, history, jobs, learning, mocks, people, places, road
from models.base import Base, Database

__all__ = [
    "Base",
    "Database",
    "entry",
    "history",
    "jobs",
    "learning",
    "mocks",
    "people",
    "places",
    "road",
]
