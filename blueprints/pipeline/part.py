"""The agency's people: stages, posts, what waits."""

from flask import Blueprint

bp = Blueprint("pipeline", __name__)
