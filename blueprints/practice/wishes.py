"""What somebody asks for in an address or a form, read and checked."""

from collections.abc import Mapping

from flask import abort

from actions.practice_choice import Want, Wish
from blueprints.web.db import now
from blueprints.web.house import house
from content.course import Item
from domain.days import local_day
from domain.wrong_book import Cause

NAMED = (Want.ITEM, Want.CHAPTER, Want.POINT)
SETS = (Want.DUE, Want.MIXED)


def wish_in(values: Mapping[str, str]) -> Wish | None:
    """The wish of these fields; None if they name none, 404 if it is for nothing we have."""
    asked = values.get("set")
    if asked is not None:
        wish = _set_wish(asked, values)
    else:
        found = (Wish(want, values[want.value]) for want in NAMED if values.get(want.value))
        wish = next(found, None)
        if wish is None:
            return None
    if wish is None or not _exists(wish):
        abort(404)
    return wish


def fields_of(wish: Wish) -> dict[str, str]:
    """The fields that say this wish again."""
    if wish.want in NAMED:
        return {wish.want.value: wish.which}
    if wish.want in SETS:
        said = {"set": wish.want.value, "course": wish.which}
    else:
        point, cause, course = wish.wrong_filter
        said = {"set": wish.want.value, "point": point, "cause": cause, "course": course}
    return {name: value for name, value in said.items() if value}


def _set_wish(asked: str, values: Mapping[str, str]) -> Wish | None:
    if asked == Want.WRONG:
        return Wish.wrong(*(values.get(name, "") for name in ("point", "cause", "course")))
    if asked == Want.MIXED:
        return Wish(Want.MIXED, values.get("course", ""))
    return Wish(Want.DUE) if asked == Want.DUE else None


def _exists(wish: Wish) -> bool:
    if wish.want is Want.ITEM:
        item = house().library.find_item(wish.which)
        return item is not None and _open(item)
    if wish.want is Want.CHAPTER:
        return any(wish.which == f"{i.course}/{i.chapter}" for i in _practice_items())
    if wish.want is Want.POINT:
        return bool(house().library.items(pool="practice", point=wish.which))
    if wish.want in SETS:
        return not wish.which or bool(house().library.items(course=wish.which, pool="practice"))
    point, cause, course = wish.wrong_filter
    known = not point or bool(house().library.items(point=point))
    of_course = not course or course in house().library.courses
    return known and of_course and (not cause or cause in set(Cause))


def _open(item: Item) -> bool:
    """A practice item whose law is in force today; mock items and checks are not for asking."""
    return item.pool == "practice" and item.holds_on(local_day(now()))


def _practice_items() -> tuple[Item, ...]:
    return house().library.items(pool="practice")
