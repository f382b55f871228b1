"""Whether an answer was right, judged by the version that was answered."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from content.load import Library
from content.versions import item_from_body
from domain.exam import is_right
from models.learning import ContentVersion

_keys: dict[str, frozenset[str]] = {}
"""Keys by version: a version is the hash of its words, so it never means anything else."""


def is_right_answer(
    db: Session, item_id: str, version: str, chosen: frozenset[str], *, library: Library
) -> bool | None:
    """Whether this is exactly the key of that version; None when we do not know the version.

    Today's words need no look-up.
    """
    item = library.find_item(item_id)
    key = item.key if item and item.version == version else key_of(db, version)
    return None if key is None else is_right(key, chosen)


def key_of(db: Session, version: str) -> frozenset[str] | None:
    """The key of an item version."""
    if version not in _keys:
        body = db.scalars(
            select(ContentVersion.body).where(
                ContentVersion.hash == version, ContentVersion.kind == "item"
            )
        ).one_or_none()
        if body is None:
            return None
        _keys[version] = item_from_body(body).key
    return _keys[version]


def keep_versions(db: Session, library: Library) -> int:
    """Add every version not seen before; the number of new ones."""
    known = set(db.scalars(select(ContentVersion.hash)))
    rows = {
        hash_: {"hash": hash_, "kind": kind, "content_id": content_id, "body": body}
        for hash_, kind, content_id, body in library.versions()
        if hash_ not in known
    }
    if rows:
        db.execute(insert(ContentVersion), list(rows.values()))
    return len(rows)
