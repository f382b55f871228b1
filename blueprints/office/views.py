"""Administration: tenants, people and grants, rules, audit log, health; a manager's own share."""

from blueprints.office import agencies, grants, overview, people, security
from blueprints.office.part import bp

__all__ = ["agencies", "bp", "grants", "overview", "people", "security"]
