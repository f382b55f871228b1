"""A calendar file (RFC 5545) of a person's own sessions, in China time."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _

from blueprints.road.walk import Walk
from blueprints.words.road import paper_words

LONGEST = 75
"""Octets a line may have, its end not counted (RFC 5545, 3.1)."""
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar(walk: Walk, person: UUID, at: datetime) -> str:
    """The file: one event a session, with a reminder on the day before."""
    tomorrow = escaped(_("明天考试"))
    hint = escaped(_("考点、座位以准考证为准。早到半小时。"))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zhagen//exam//ZH", *ZONE]
    for session in walk.sessions:
        title = _("考试：%(paper)s", paper=paper_words(walk.me.book, session.paper))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uuid5(person, f'{session.paper}/{session.starts.year}')}",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;TZID=Asia/Shanghai:{session.starts:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Asia/Shanghai:{session.ends:%Y%m%dT%H%M%S}",
            f"SUMMARY:{escaped(title)}",
            f"DESCRIPTION:{hint}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P1D",
            f"DESCRIPTION:{tomorrow}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Text as a value may hold it."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never inside a character."""
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        room = LONGEST - (1 if pieces else 0)  # the space that begins a further piece
        if size + octets > room:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + sign, size + octets
    return "\r\n ".join([*pieces, piece])
