"""Pages of the part `today`."""

from flask import Blueprint

bp = Blueprint("today", __name__)
