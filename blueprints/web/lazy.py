"""Words of forms, translated when the page is drawn; typed as the text they become."""

from typing import cast

from flask_babel import lazy_gettext as _lazy


def lazy_gettext(text: str) -> str:
    """The text in the reader's language, once somebody reads it."""
    return cast("str", _lazy(text))
