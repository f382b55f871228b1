"""Everything that can be learned, in memory, with indexes; nothing changes after it is made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from threading import Lock
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeVar

from content.course import Course, Item, Lesson, Point, Pool
from content.glossary import Term
from content.help import Help
from content.search import Hit, SearchIndex
from content.search_documents import documents_of

T = TypeVar("T", Course, Lesson, Item, Point)
Query = tuple[str | None, str | None, int | None, str | None]


class Version(NamedTuple):
    """What one id looked like: `hash` names the body."""

    hash: str
    kind: Literal["lesson", "item"]
    id: str
    body: str


class Library:
    """The courses with their items, the glossary and the help pages."""

    def __init__(
        self,
        courses: Iterable[Course] = (),
        items: Iterable[Item] = (),
        glossary: Iterable[Term] = (),
        helps: Iterable[Help] = (),
    ) -> None:
        self.courses: Mapping[str, Course] = _by_id(courses)
        self.glossary: tuple[Term, ...] = tuple(glossary)
        self.helps: tuple[Help, ...] = tuple(sorted(helps, key=lambda page: page.order))
        chapters = [chapter for course in self.courses.values() for chapter in course.chapters]
        self._lessons = _by_id(lesson for chapter in chapters for lesson in chapter.lessons)
        self._points = _by_id(point for chapter in chapters for point in chapter.points)
        self._items = _by_id(items)
        self._found = _index(self._items.values())
        self._checks = _by_lesson(self._items.values())
        self._search: SearchIndex | None = None
        self._search_lock = Lock()

    def course(self, course_id: str) -> Course:
        """The course of that id.

        Raises:
            KeyError: there is none.
        """
        return self.courses[course_id]

    def lesson(self, lesson_id: str) -> Lesson:
        """The lesson of that id.

        Raises:
            KeyError: there is none.
        """
        return self._lessons[lesson_id]

    def item(self, item_id: str) -> Item:
        """The item of that id, of any pool.

        Raises:
            KeyError: there is none.
        """
        return self._items[item_id]

    def find_item(self, item_id: str) -> Item | None:
        """The item of that id, or None where the course no longer has it."""
        return self._items.get(item_id)

    def point(self, point_id: str) -> Point:
        """The knowledge point of that id.

        Raises:
            KeyError: there is none.
        """
        return self._points[point_id]

    def items(
        self,
        *,
        course: str | None = None,
        pool: Pool | None = None,
        chapter: int | None = None,
        point: str | None = None,
    ) -> tuple[Item, ...]:
        """The items that fit everything given, in the order they were written; one look-up.

        Without a pool the answer holds mock items and checks too (decisions.md 15).
        """
        return self._found.get((course, pool, chapter, point), ())

    def checks(self, lesson_id: str) -> tuple[Item, ...]:
        """The check questions at the end of a lesson."""
        return self._checks.get(lesson_id, ())

    def help(self, slug: str) -> Help:
        """The help page of that slug.

        Raises:
            KeyError: there is none.
        """
        for page in self.helps:
            if page.slug == slug:
                return page
        raise KeyError(slug)

    def versions(self) -> Iterator[Version]:
        """Everything a trainee may see, for `content_versions`."""
        for lesson in self._lessons.values():
            yield Version(lesson.version, "lesson", lesson.id, lesson.body)
        for item in self._items.values():
            yield Version(item.version, "item", item.id, item.body)

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Lessons, terms and practice items that hold every word of the query, best first."""
        return self.search_index.search(query, limit)

    @property
    def search_index(self) -> SearchIndex:
        """The index, built once, when the first person searches or the start warms it."""
        with self._search_lock:
            if self._search is None:
                self._search = SearchIndex(documents_of(self))
            return self._search


def _by_id(things: Iterable[T]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for thing in things:
        found.setdefault(thing.id, thing)
    return MappingProxyType(found)


def _index(items: Iterable[Item]) -> Mapping[Query, tuple[Item, ...]]:
    found: defaultdict[Query, list[Item]] = defaultdict(list)
    for item in items:
        points = dict.fromkeys(item.points)
        for query in product(
            (None, item.course), (None, item.pool), (None, item.chapter), (None, *points)
        ):
            found[query].append(item)
    return {query: tuple(fitting) for query, fitting in found.items()}


def _by_lesson(items: Iterable[Item]) -> Mapping[str, tuple[Item, ...]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.pool == "check" and item.lesson:
            found[item.lesson].append(item)
    return {lesson: tuple(checks) for lesson, checks in found.items()}
