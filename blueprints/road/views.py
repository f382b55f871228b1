"""Pages of the part `road`."""

from flask import Blueprint

bp = Blueprint("road", __name__)
