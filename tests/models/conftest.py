"""Tests of this folder run on SQLite and on PostgreSQL."""

from tests.either_engine import house

__all__ = ["house"]
