"""One cell of a roster: what people type there, forgiven where it is clear, else a fault.

Spreadsheets turn phone numbers into 13800138000.0 or 1.38E+10, days into several writings, and
the last places of an ID card into zeros; each of these is either undone or told.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from domain.eligibility_data import Education, Major
from domain.id_card import id_card_fault, normal_id_card
from domain.phone import normal_phone

LONGEST_NAME: Final = 40
LONGEST_WORDS: Final = 40
FIRST_YEAR: Final = 1950
"""Nobody who works today began before."""
DROPPED: Final = "\x1a"
"""Stands in the place of an ID card that was looked at and not kept; a fault's code follows."""
_BLANKS: Final = re.compile(r"^(无|没有|暂无|不详|/|\\|-+|—+|n/?a|null|none|#n/a)$", re.IGNORECASE)
_SCIENCE: Final = re.compile(r"[+-]?\d+(?:\.\d+)?e[+-]?\d+", re.IGNORECASE)
_WHOLE: Final = re.compile(r"(\d+)\.0*", re.ASCII)
_INNER: Final = re.compile(
    r"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\U00020000-\U0003ffff])"
)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
_NAME_SIGNS: Final = frozenset("·•.．・‧ -'’")
_DOTS: Final = re.compile(r"[•.．・‧]")
_DAY: Final = re.compile(
    r"(\d{4})\s*(?:[年./\-—]\s*(?:(\d{1,2})\s*(?:[月./\-—]\s*(?:(\d{1,2})\s*[日号]?)?)?)?)?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?(?:至今|起|开始)?"
)
_BARE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SERIAL: Final = re.compile(r"[1-5]\d{4}", re.ASCII)
_LANDLINE: Final = re.compile(r"0\d{2,3}-?\d{7,8}|\d{7,8}", re.ASCII)
_TWO: Final = re.compile(r"1\d{10}\D+1\d{10}", re.ASCII)
FIRST_SERIAL: Final = date(1899, 12, 30)
"""The day from which spreadsheets count days."""
MONTHS: Final = 12
_SCHOOLS: Final = (
    (Education.DOCTOR, re.compile("博士(研究生)?(毕业|学历|学位)?")),
    (
        Education.MASTER,
        re.compile("硕士(研究生)?(毕业|学历|学位)?|(全日制|在职)?研究生(毕业|学历)?"),
    ),
    (
        Education.BACHELOR,
        re.compile(
            "(全日制|大学|函授|自考|成人|在职|成教|党校|电大|国开)*(本科|学士|专升本)(毕业|学历|学位)?|大学(毕业|学历)?"
        ),
    ),
    (
        Education.COLLEGE,
        re.compile(
            "(全日制|大学|函授|自考|成人|在职|成教|党校|电大|国开|高等)*(大专|专科|高职|高职高专|职业专科)(毕业|学历)?"
        ),
    ),
    (
        Education.VOCATIONAL,
        re.compile(
            "(全日制|成人|普通)*(中专|职高|技校|中技|中职|职业高中|中等专业学校?|职业中专|技工学校|中专职高技校|中师)(毕业|学历)?"
        ),
    ),
    (Education.HIGH_SCHOOL, re.compile("(普通)?(高中|普高)(毕业|学历)?")),
    (
        Education.BELOW,
        re.compile(
            "初中及?以下|(初中|小学|文盲|半文盲|初小|高小|未上学|高中以下)(毕业|学历|文化)?"
        ),
    ),
)
_SOCIAL_WORK: Final = re.compile("社会工作|社工")


class CellError(Exception):
    """A cell cannot be read; `code` with `params` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def plain(text: str) -> str:
    """Text on one line in composed form, without control and direction signs; rare signs stay."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return " ".join(unicodedata.normalize("NFC", text).split()).lstrip("'")


def narrow(text: str) -> str:
    """The same with full-width letters, digits and signs as their plain twins; blanks are empty."""
    folded = unicodedata.normalize("NFKC", plain(text)).strip()
    return "" if _BLANKS.match(folded) else folded


def read_name(text: str) -> str:
    """A name: letters and the dot between parts of a name, nothing else; rare characters whole.

    Raises:
        CellError: missing, long, broken (a character was lost on the way) or odd.
    """
    name = _DOTS.sub("·", _INNER.sub("", plain(text)))
    if not name or _BLANKS.match(name):
        raise CellError("missing")
    if len(name) > LONGEST_NAME:
        raise CellError("long", most=LONGEST_NAME)
    for sign in name:
        if sign in "\ufffd?？□" or unicodedata.category(sign) in {"Co", "Cn", "Cs"}:
            raise CellError("broken")
        if sign not in _NAME_SIGNS and unicodedata.category(sign)[0] not in "LM":
            raise CellError("odd", sign=sign)
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise CellError("odd", sign=name[0])
    return name


def read_phone(text: str) -> str:
    """Eleven digits of a mobile number.

    Raises:
        CellError: missing, science (a spreadsheet lost the digits), two, landline, length, digits.
    """
    told = narrow(text)
    if not told:
        raise CellError("missing")
    whole = _WHOLE.fullmatch(told)
    phone = normal_phone(whole[1] if whole else told)
    if phone is None:
        raise CellError(*_phone_fault(told))
    return phone


def read_id_card(text: str, today: date) -> str:
    """A whole number of an ID card, or nothing; one that was not kept gives its fault or nothing.

    Raises:
        CellError: science (a spreadsheet lost the digits), length, letters, birthday, check.
    """
    if text.startswith(DROPPED):
        if code := text.removeprefix(DROPPED):
            raise CellError(code)
        return ""
    told = narrow(text)
    if not told:
        return ""
    if _SCIENCE.fullmatch(told):
        raise CellError("science")
    number = normal_id_card(told)
    if fault := id_card_fault(number, today):
        raise CellError(fault)
    return number


def without_id_card(text: str, today: date) -> str:
    """What is kept of an ID card that nobody asked for: only whether it could be right."""
    try:
        read_id_card(text, today)
    except CellError as wrong:
        return DROPPED + wrong.code
    return DROPPED if narrow(text) else ""


def read_education(text: str) -> str:
    """The code of an education, or nothing.

    Raises:
        CellError: unknown.
    """
    told = re.sub(r"\(.*?\)|[\s、,/]+", "", narrow(text))
    if not told:
        return ""
    for education, pattern in _SCHOOLS:
        if pattern.fullmatch(told):
            return education.value
    raise CellError("unknown", told=plain(text)[:20])


def read_major(text: str) -> str:
    """Whether the major is social work, or nothing."""
    told = narrow(text)
    if not told:
        return ""
    return (Major.SOCIAL_WORK if _SOCIAL_WORK.search(told) else Major.OTHER).value


def read_since(text: str, today: date) -> date | None:
    """The day somebody began to work in the field: a day, a month or a year; its first day.

    Raises:
        CellError: unknown, october (2019.1 may be either month), calendar, future, early.
    """
    told = narrow(text)
    if not told:
        return None
    if re.fullmatch(r"\d{4}\.1", told):
        raise CellError("october", told=told, year=told[:4])
    day = _day_of(told)
    if day is None:
        raise CellError("unknown", told=plain(text)[:20])
    if day > today:
        raise CellError("future", told=plain(text)[:20])
    if day.year < FIRST_YEAR:
        raise CellError("early", told=plain(text)[:20])
    return day


def read_words(text: str) -> str:
    """A name of a place, a class or a person, or nothing.

    Raises:
        CellError: long.
    """
    words = _INNER.sub("", plain(text))
    if _BLANKS.match(words):
        return ""
    if len(words) > LONGEST_WORDS:
        raise CellError("long", most=LONGEST_WORDS)
    return words


def _phone_fault(told: str) -> tuple[str]:
    if _SCIENCE.fullmatch(told):
        return ("science",)
    if _TWO.search(told):
        return ("two",)
    if _LANDLINE.fullmatch(re.sub(r"[\s()]", "", told)):
        return ("landline",)
    digits = re.sub(r"[\s\-()+]", "", told)
    return ("length",) if digits.isdecimal() and len(digits) != 11 else ("digits",)  # noqa: PLR2004


def _day_of(told: str) -> date | None:
    """A day in any of its writings, also as a spreadsheet counts days."""
    if _SERIAL.fullmatch(told):
        return FIRST_SERIAL + timedelta(days=int(told))
    found = _DAY.fullmatch(told) or _BARE.fullmatch(told)
    return _real_day(*(int(part) if part else 1 for part in found.groups())) if found else None


def _real_day(year: int, month: int, number: int = 1) -> date:
    if not 1 <= month <= MONTHS or not 1 <= number <= monthrange(max(year, 1), month)[1]:
        raise CellError("calendar")
    return date(max(year, 1), month, number)
