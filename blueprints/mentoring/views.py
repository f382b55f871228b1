"""What mentors and managers do for their people: invite, recover, give time, assign."""

from blueprints.mentoring import assigned, assigning, extra_time, invites, slips, trainee, trainees
from blueprints.mentoring.part import bp

__all__ = ["assigned", "assigning", "bp", "extra_time", "invites", "slips", "trainee", "trainees"]
