"""What a search found, as it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext as _

from blueprints.web.house import house
from blueprints.words.learning import place_words
from content.search import Hit


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its address and its excerpt in pieces, the found ones marked."""

    title: str
    place: str
    """What it is and of which course: a lesson, an item or a term."""
    href: str
    pieces: tuple[tuple[str, bool], ...]


def found(hit: Hit) -> Found:
    """A hit as it is shown."""
    return Found(hit.title, _place(hit), _href(hit), tuple(_pieces(hit)))


def _place(hit: Hit) -> str:
    library = house().library
    if hit.kind not in {"lesson", "item"}:
        return _("名词")
    one = library.lesson(hit.id) if hit.kind == "lesson" else library.item(hit.id)
    where = place_words(library.course(one.course), one.chapter)
    kind = _("课文") if hit.kind == "lesson" else _("练习题")
    return _("%(kind)s，%(where)s", kind=kind, where=where)


def _href(hit: Hit) -> str:
    library = house().library
    if hit.kind == "lesson":
        lesson = library.lesson(hit.id)
        return f"/courses/{lesson.course}/{lesson.id}"
    if hit.kind == "item":
        return f"/practice?item={hit.id}"
    return f"/glossary?term={quote(hit.title)}#{quote(hit.title)}"


def _pieces(hit: Hit) -> Iterator[tuple[str, bool]]:
    place = 0
    for start, end in hit.marks:
        yield hit.excerpt[place:start], False
        yield hit.excerpt[start:end], True
        place = end
    yield hit.excerpt[place:], False
