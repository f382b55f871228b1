"""Ways into an agency: roster files, candidates, the waiting room."""

from flask import Blueprint

bp = Blueprint("roster", __name__)
