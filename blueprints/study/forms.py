"""What was ticked in a lesson's check questions."""

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from content.course import Item


def chosen_in(items: Iterable[Item], form: MultiDict[str, str]) -> dict[str, frozenset[str]]:
    """The options ticked, by item; ticks that are no option are left out."""
    return {
        item.id: frozenset(form.getlist(item.id)) & {option.id for option in item.options}
        for item in items
    }


def checks_missing(
    items: Iterable[Item], chosen: Mapping[str, frozenset[str]]
) -> list[tuple[int, Item]]:
    """The questions without a tick, with their number on the page."""
    return [(number, item) for number, item in enumerate(items, 1) if not chosen[item.id]]
