"""Administration: tenants, people and grants, rules, audit log, health; a manager's own share."""

from blueprints.office import overview, security
from blueprints.office.part import bp

__all__ = ["bp", "overview", "security"]
