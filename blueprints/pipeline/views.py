"""The views of the part `pipeline`, gathered."""

from blueprints.pipeline import agency, many, mentors, people, person, posts, stations, teams
from blueprints.pipeline.part import bp

__all__ = ["agency", "bp", "many", "mentors", "people", "person", "posts", "stations", "teams"]
