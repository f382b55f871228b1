"""The views of the part `region`, gathered."""

from blueprints.region import agencies, allowances, home, lists, outcomes, stations, teams
from blueprints.region.part import bp

__all__ = ["agencies", "allowances", "bp", "home", "lists", "outcomes", "stations", "teams"]
