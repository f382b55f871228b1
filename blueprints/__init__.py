"""The web, one package per part. Parts do not import each other; they link by url_for."""

from collections.abc import Iterator
from importlib import import_module

from flask import Blueprint

PARTS = (
    "pages",
    "accounts",
    "today",
    "study",
    "practice",
    "mocks",
    "road",
    "mentoring",
    "classes",
    "messages",
    "pipeline",
    "roster",
    "staff",
    "papers",
    "founding",
    "region",
    "notices",
    "office",
)


def parts() -> Iterator[Blueprint]:
    """The blueprint of each part."""
    for name in PARTS:
        yield import_module(f"blueprints.{name}.views").bp
