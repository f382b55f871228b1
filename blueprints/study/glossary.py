"""The glossary in parts of the alphabet, so that a page stays light on a slow network."""

from blueprints.web.house import house
from content.glossary import Term

PARTS = {"a-f": "AF", "g-l": "GL", "m-r": "MR", "s-x": "SX", "y-z": "YZ"}
"""Address and first and last letter (of the sound in plain letters) of each part."""


def terms_in(part: str) -> list[Term]:
    """The terms of one part."""
    first, last = PARTS[part]
    return [term for term in house().library.glossary if first <= term.pinyin[0].upper() <= last]


def part_of(word: str) -> str:
    """The part a term stands in; the first part for a word that is none."""
    sound = next((t.pinyin for t in house().library.glossary if t.term == word), "a")
    return next(part for part, (_first, last) in PARTS.items() if sound[0].upper() <= last)
