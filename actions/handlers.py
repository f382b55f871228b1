"""Which verb does which kind of job."""

from datetime import time

from actions import erasure, mail, mocks
from actions.jobs import Handler

HANDLERS: dict[str, Handler] = {
    erasure.JOB: erasure.erase_when_due,
    mocks.JOB: mocks.close_when_due,
    **mail.HANDLERS,
}

DAILY: dict[str, time] = {}
"""Work of every day, at its hour here (+08:00); each kind has its handler above."""
