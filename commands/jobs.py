"""`flask jobs …`: the work done beside the pages. On SQLite the web process runs it itself."""

import logging
import threading
import time
from datetime import UTC, datetime

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info

from actions import audit
from actions.handlers import DAILY, HANDLERS
from actions.jobs import Workshop, plan_days, run_due
from blueprints.words.notices import speaker

PAUSE_SECONDS = 5
log = logging.getLogger("zhagen")


@click.group("jobs")
def jobs() -> None:
    """Background work."""


@jobs.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@pass_script_info
def run(info: ScriptInfo, once: bool) -> None:
    """Do what is due, for ever."""
    workshop = workshop_of(info.load_app())
    while True:
        click.echo(f"{tick(workshop)} jobs")
        if once:
            return
        time.sleep(PAUSE_SECONDS)


def workshop_of(app: Flask) -> Workshop:
    """What handlers may use."""
    of = app.extensions["house"]
    return Workshop(
        of.database,
        of.library,
        of.rules,
        of.settings.instance,
        of.keyring,
        speaker(app),
        backup=of.settings.backup,
        demo=of.settings.demo,
    )


def tick(workshop: Workshop) -> int:
    """Seal the audit log and do what is due; how many jobs were tried."""
    audit.seal_waiting(workshop.database)
    at = datetime.now(UTC)
    plan_days(workshop.database, DAILY, at=at)
    return run_due(workshop, HANDLERS, at=at)


def run_beside(app: Flask) -> threading.Thread:
    """Run jobs in a thread of this process until it ends."""
    workshop = workshop_of(app)
    thread = threading.Thread(target=_for_ever, args=(workshop,), name="jobs", daemon=True)
    thread.start()
    return thread


def _for_ever(workshop: Workshop) -> None:
    while True:
        try:
            tick(workshop)
        except Exception:
            log.exception("jobs")
        time.sleep(PAUSE_SECONDS)
