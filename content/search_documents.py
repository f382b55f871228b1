"""What search may find: lessons, practice items and terms; never a mock item, never a check."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from content.course import Item, Lesson
from content.glossary import Term
from content.search import SearchDocument

if TYPE_CHECKING:
    from content.library import Library


def documents_of(library: "Library") -> Iterator[SearchDocument]:
    """All documents, lessons first: of equal hits a lesson helps most."""
    for course in library.courses.values():
        for lesson in course.lessons:
            yield _of_lesson(lesson)
    yield from (_of_term(term) for term in library.glossary)
    for item in library.items(pool="practice"):
        yield _of_item(item, library)


def _of_lesson(lesson: Lesson) -> SearchDocument:
    return SearchDocument("lesson", lesson.id, lesson.title, lesson.text)


def _of_term(term: Term) -> SearchDocument:
    return SearchDocument("term", term.term, term.term, term.meaning, term.pinyin)


def _of_item(item: Item, library: "Library") -> SearchDocument:
    """An item is titled by its main point; reasons and key stay out, they would tell the answer."""
    options = (option.text for option in item.options)
    text = "\n".join(part for part in (item.case, item.stem, *options) if part)
    return SearchDocument("item", item.id, _title(item, library), text)


def _title(item: Item, library: "Library") -> str:
    try:
        return library.point(item.points[0]).title
    except (KeyError, IndexError):
        return library.course(item.course).title
