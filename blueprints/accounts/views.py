"""Everything about one's own account: coming in, joining, recovering, and oneself."""

from blueprints.accounts import (
    changes,
    consents,
    data,
    door,
    joining,
    me,
    second_factor,
    seen,
    sessions,
)
from blueprints.accounts.part import bp

__all__ = [
    "bp",
    "changes",
    "consents",
    "data",
    "door",
    "joining",
    "me",
    "second_factor",
    "seen",
    "sessions",
]
