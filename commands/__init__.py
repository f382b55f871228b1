"""The command line: one file per group, called as `flask <group> <command>`."""

from collections.abc import Iterator
from importlib import import_module

import click

GROUPS = (
    "courses",
    "rules",
    "db",
    "demo",
    "people",
    "regions",
    "counters",
    "jobs",
    "audit",
    "backup",
    "factor",
    "keys",
)


def groups() -> Iterator[click.Group]:
    """The click group of each file."""
    for name in GROUPS:
        module = import_module(f"commands.{name}")
        yield next(
            thing
            for thing in vars(module).values()
            if isinstance(thing, click.Group) and thing.name == name
        )
