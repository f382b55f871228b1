"""Which verb does which kind of job."""

from datetime import time

from actions import (
    audit,
    backup,
    backup_late,
    concerns,
    disk_low,
    erasure,
    holders,
    mail,
    mocks,
    pipeline_days,
    region_counts,
    road_stages,
    roster,
    silence,
    uploads,
    watch_again,
)
from actions.jobs import Handler, Outside

HANDLERS: dict[str, Handler] = {
    audit.JOB: Outside(audit.check_daily),
    backup.JOB: Outside(backup.nightly),
    backup_late.JOB: Outside(backup_late.tell_when_late),
    disk_low.JOB: Outside(disk_low.tell_when_low),
    erasure.JOB: erasure.erase_when_due,
    mocks.JOB: mocks.close_when_due,
    uploads.JOB: uploads.drop_files,
    roster.JOB: roster.blank_when_due,
    holders.JOB: Outside(holders.recount_daily),
    pipeline_days.JOB: pipeline_days.HANDLER,
    road_stages.JOB: road_stages.follow,
    region_counts.JOB: Outside(region_counts.count_nightly),
    silence.JOB: Outside(silence.tell_of_silences),
    concerns.JOB: concerns.HANDLER,
    watch_again.JOB: concerns.watch_person,
    **mail.HANDLERS,
}

DAILY: dict[str, time] = {
    pipeline_days.JOB: time(0, 20),
    backup.JOB: time(2, 30),
    audit.JOB: time(3, 10),
    concerns.JOB: time(5, 30),
    silence.JOB: time(6),
    backup_late.JOB: time(8),
    disk_low.JOB: time(8),
    holders.JOB: time(3, 20),
    region_counts.JOB: time(3, 40),
}
"""Work of every day, at its hour here (+08:00); each kind has its handler above."""
