"""The road: eligibility, the exam, results, the certificate, and the study plan."""

from blueprints.road import certificate, eligibility, exam, overview, plan, results, showing, trip
from blueprints.road.part import bp

__all__ = [
    "bp",
    "certificate",
    "eligibility",
    "exam",
    "overview",
    "plan",
    "results",
    "showing",
    "trip",
]
