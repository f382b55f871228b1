"""Pages of the part `mentoring`."""

from flask import Blueprint

bp = Blueprint("mentoring", __name__)
