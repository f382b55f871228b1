"""Which verb does which kind of job."""

from actions import erasure, mocks
from actions.jobs import Handler

HANDLERS: dict[str, Handler] = {
    erasure.JOB: erasure.erase_when_due,
    mocks.JOB: mocks.close_when_due,
}
