"""Versions: the canonical body of what a trainee sees, its hash, and the way back.

Attempts store id and version; `content_versions` keeps the bodies for ever (decisions.md 13).
"""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from content.course import Option, Question, Reading, Section, Source

HASH_LENGTH = 16


def version_of(body: str) -> str:
    """The name of a body: the first 16 hex digits of its SHA-256."""
    return sha256(body.encode()).hexdigest()[:HASH_LENGTH]


def body_of_item(seen: Question) -> str:
    """Everything a trainee sees of an item, as canonical JSON."""
    return _canonical(
        {
            "kind": seen.kind,
            "case": seen.case,
            "stem": seen.stem,
            "options": [{"id": o.id, "text": o.text, "reason": o.reason} for o in seen.options],
            "key": sorted(seen.key),
            "explanation": seen.explanation,
            "sources": _source_rows(seen.sources),
        }
    )


def item_from_body(body: str) -> Question:
    """The question as it was when it was answered."""
    row = json.loads(body)
    return Question(
        kind=row["kind"],
        case=row["case"],
        stem=row["stem"],
        options=tuple(Option(**option) for option in row["options"]),
        key=frozenset(row["key"]),
        explanation=row["explanation"],
        sources=_sources(row["sources"]),
    )


def body_of_lesson(seen: Reading) -> str:
    """Everything a trainee reads in a lesson, as canonical JSON."""
    return _canonical(
        {
            "title": seen.title,
            "sections": [{"title": s.title, "html": s.html} for s in seen.sections],
            "sources": _source_rows(seen.sources),
        }
    )


def lesson_from_body(body: str) -> Reading:
    """The lesson as it was when it was read."""
    row = json.loads(body)
    sections = (Section(number, **each) for number, each in enumerate(row["sections"], 1))
    return Reading(title=row["title"], sections=tuple(sections), sources=_sources(row["sources"]))


def _canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _source_rows(sources: Iterable[Source]) -> list[dict[str, str]]:
    return [
        {
            name: str(value)
            for name in ("document", "version", "article", "checked_on")
            if (value := getattr(source, name)) is not None
        }
        for source in sources
    ]


def _sources(rows: list[dict[str, str]]) -> tuple[Source, ...]:
    return tuple(
        Source(
            document=row["document"],
            version=row["version"],
            article=row.get("article"),
            checked_on=date.fromisoformat(row["checked_on"]) if "checked_on" in row else None,
        )
        for row in rows
    )
