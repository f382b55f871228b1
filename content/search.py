"""Search in memory over Chinese text: an index of two-character pieces, proved on the text.

stack.md 6: two-character pieces find every word, where a word list loses a third. Case and width
do not matter (NFKC); several words must all be there; a hit in the title ranks before the text.
"""

import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

DocumentKind = Literal["lesson", "term", "item"]
MOST_QUERY: Final = 100  # characters
MOST_WORDS: Final = 8
EXCERPT: Final = 60  # characters
BEFORE_MATCH: Final = 15  # characters of the excerpt before the first match
TITLE_RANK: Final = 1_000  # so that no number of hits in the text outranks the title


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """Something to be found; `aliases` are searched but never shown."""

    kind: DocumentKind
    id: str
    title: str
    text: str
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document. `marks` are (start, end) of the matches in the excerpt, which is text."""

    kind: DocumentKind
    id: str
    title: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]


class _Folding(dict[int, str]):
    """Folds one character to one character, so that places in the text stay true."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = unicodedata.normalize("NFKC", letter).casefold()
        self[code] = folded if len(folded) == 1 else letter
        return self[code]


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """The text without case and width, of the same length."""
    return text.translate(_FOLDING)


def words_of(query: str) -> list[str]:
    """The words of a query, folded, longest first, so that the rarest is looked up first."""
    words = dict.fromkeys(fold(query[:MOST_QUERY]).split())
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


class SearchIndex:
    """The documents and, for every character and pair of characters, where it occurs."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        self.documents: tuple[SearchDocument, ...] = tuple(map(_on_one_line, documents))
        self._titles = [fold(document.title) for document in self.documents]
        self._texts = [fold(document.text) for document in self.documents]
        self._aliases = [fold(document.aliases) for document in self.documents]
        self._places: dict[str, array[int]] = self._index()

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The documents that hold every word of the query, best first."""
        words = words_of(query)
        if not words or limit < 1:
            return []
        ranked = sorted(
            ((self._rank(number, words), number) for number in self._candidates(words)),
            key=lambda pair: (-pair[0], pair[1]),
        )
        return [self._hit(number, words) for rank, number in ranked[:limit] if rank]

    def _index(self) -> dict[str, "array[int]"]:
        places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, parts in enumerate(zip(self._titles, self._texts, self._aliases, strict=True)):
            pieces: set[str] = set()
            for part in parts:
                pieces.update(part)
                pieces.update(map("".join, pairwise(part)))
            for piece in pieces:
                places[piece].append(number)
        return dict(places)

    def _candidates(self, words: list[str]) -> set[int]:
        """The documents that hold all pieces of all words; a word itself is proved by its rank."""
        pieces = {piece for word in words for piece in _pieces(word)}
        found = sorted((self._places.get(piece, ()) for piece in pieces), key=len)
        candidates = set(found[0])
        for places in found[1:]:
            candidates.intersection_update(places)
        return candidates

    def _rank(self, number: int, words: list[str]) -> int:
        """How well a document fits; 0 if a word is missing."""
        title, text, aliases = self._titles[number], self._texts[number], self._aliases[number]
        rank = 0
        for word in words:
            in_title, in_text = title.count(word), text.count(word)
            if not in_title and not in_text and word not in aliases:
                return 0
            whole = 2 if word in {title, aliases} else 1
            rank += TITLE_RANK * whole * bool(in_title or word == aliases)
            rank += min(in_text, TITLE_RANK // MOST_WORDS - 1) + 1
        return rank

    def _hit(self, number: int, words: list[str]) -> Hit:
        document, folded = self.documents[number], self._texts[number]
        first = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
        start = max(0, first - BEFORE_MATCH)
        excerpt = document.text[start : start + EXCERPT]
        marks = _marks(folded[start : start + EXCERPT], words)
        return Hit(document.kind, document.id, document.title, excerpt, marks)


def _on_one_line(document: SearchDocument) -> SearchDocument:
    title, text = " ".join(document.title.split()), " ".join(document.text.split())
    return SearchDocument(document.kind, document.id, title, text, document.aliases)


def _pieces(word: str) -> Iterable[str]:
    return (word,) if len(word) == 1 else map("".join, pairwise(word))


def _marks(folded: str, words: list[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand, overlapping marks joined."""
    spans: list[tuple[int, int]] = []
    for word in words:
        place = folded.find(word)
        while place >= 0:
            spans.append((place, place + len(word)))
            place = folded.find(word, place + len(word))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
