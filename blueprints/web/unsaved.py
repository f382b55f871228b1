"""What somebody sent and we could not keep: handed back on the page that says so."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from flask import g, request

from blueprints.web.forms import sent

SECRETS: Final = {"password", "old"}
"""Never handed back: who was asked for a password types it again."""
ASK_CODES: Final = {"accounts", "notices"}
"""Parts whose codes let somebody in or prove who they are."""
OURS: Final = {"csrf_token", "once", "next"}
_CHOICE = re.compile(r"[!-~]*")
"""What a button or a choice sends; what people write has a space or a Chinese sign in it."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A form that came to nothing: where it goes, all it held, and the words typed into it."""

    action: str
    pairs: tuple[tuple[str, str], ...]
    typed: tuple[str, ...]
    again: bool
    """Whether a button can send it again: not where a password or a file has to be given anew."""
    kept: bool
    """Whether a part of it was kept before the failure."""


def unsaved() -> Unsaved | None:
    """The form of this request; nothing for a page that was only opened."""
    if request.method != "POST":
        return None
    secrets = SECRETS | ({"code"} if request.blueprint in ASK_CODES else set())
    pairs = [(name, text) for name, text in sent().items(multi=True) if name not in secrets]
    typed = (text for name, text in pairs if name not in OURS)
    files = any(file.filename for file in request.files.values())
    return Unsaved(
        action=request.full_path.rstrip("?"),
        pairs=tuple(pairs),
        typed=tuple(text.strip() for text in typed if not _CHOICE.fullmatch(text.strip())),
        again=not files and not secrets & request.form.keys(),
        kept=g.get("kept", False),
    )


def stale() -> Unsaved | None:
    """The form of a page that was open for too long; nothing where no page of ours sent it.

    Without a button: whoever is signed in by now may be somebody else.
    """
    if not g.get("stale", False) or urlsplit(_sender()).netloc != request.host:
        return None
    found = unsaved()
    return replace(found, again=False) if found else None


def _sender() -> str:
    return request.headers.get("Origin") or request.headers.get("Referer", "")
