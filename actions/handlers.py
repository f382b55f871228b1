"""Which verb does which kind of job."""

from actions.jobs import Handler

HANDLERS: dict[str, Handler] = {}
