"""Fields of what people show: a file told by its content, a day gone by, some hours.

A view that takes a file says so with `takes_files`; every other one reads a megabyte at most.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import FileField, StringField
from wtforms.validators import StopValidation

from actions.upload_reading import MOST_BYTES, FileRefusedError, Given, read_upload
from blueprints.web.db import now
from blueprints.web.forms import narrow, sent
from blueprints.words.staff import refused_words
from domain.days import local_day

F = TypeVar("F", bound=Callable[..., ResponseReturnValue])
FORM_ROOM: Final = 100_000
"""What the other fields of a form with a file may take, in bytes."""
_DAY = re.compile(r"(\d{4})(?:\D+(\d{1,2})\D+(\d{1,2})\D*|(\d\d)(\d\d))", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})(?:[.。点](\d))?\D{0,2}", re.ASCII)
MOST_MINUTES: Final = 90 * 60


def takes_files(view: F) -> F:
    """Let a view's form carry one file; the body may be that much longer."""
    view.most_bytes = MOST_BYTES + FORM_ROOM  # ty: ignore[missing-attribute]
    return view


def widen(bp: Blueprint) -> None:
    """Read longer bodies for those views of a part that take files, before the gates read them."""

    @bp.url_value_preprocessor
    def _widen(endpoint: str | None, _values: Any) -> None:  # noqa: ANN401
        view = current_app.view_functions.get(endpoint or "")
        most = getattr(view, "most_bytes", None)
        if most is not None:
            request.max_content_length = most


def sent_with_files() -> Any:  # noqa: ANN401
    """The form as sent, its files beside its text; nothing for a page that is only opened."""
    if request.method != "POST":
        return None
    files: MultiDict[str, FileStorage] = MultiDict(request.files)
    return CombinedMultiDict([sent(), files])


class EvidenceField(FileField):
    """A JPG, PNG or PDF; `given` is what will be kept, once validated."""

    given: Given | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002
        """Read the file for what it is, or say in plain words why it is not taken."""
        file = self.data
        if not isinstance(file, FileStorage) or not file.filename:
            self.data = None
            return
        try:
            self.given = read_upload(file.stream.read(MOST_BYTES + 1), file.filename)
        except FileRefusedError as refused:
            raise StopValidation(refused_words(refused.code)) from refused


class EvidenceRequired:
    """A file must have been chosen."""

    def __init__(self, words: Any) -> None:  # noqa: ANN401
        self.words = words

    def __call__(self, form: Any, field: EvidenceField) -> None:  # noqa: ANN401
        """Refuse a form without one."""
        del form
        if field.given is None:
            raise StopValidation(self.words)


class PastDayField(StringField):
    """A day gone by as people write it; `day` is what it means, once validated."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002
        """Read the day, or say how to write it."""
        text = narrow(self.data)
        if not text:
            return
        self.day = _read_day(text)
        if self.day is None:
            raise StopValidation(_("写年、月、日，像 2026年3月15日"))
        if self.day > local_day(now()):
            raise StopValidation(_("这一天还没到，看一下年份"))


class HoursField(StringField):
    """Hours as people write them, 3 or 1.5; `minutes` is what they mean, once validated."""

    minutes: int = 0

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002
        """Read the hours, or say how to write them."""
        text = narrow(self.data)
        if not text:
            return
        found = _HOURS.fullmatch(text)
        self.minutes = int(found[1]) * 60 + int(found[2] or 0) * 6 if found else 0
        if not 0 < self.minutes <= MOST_MINUTES:
            raise StopValidation(_("写学时数，像 3 或 1.5，最多 90"))


def _read_day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*(int(n) for n in found.groups() if n)) if found else None
    except ValueError:  # the calendar has no such day
        return None
