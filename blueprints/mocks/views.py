"""Pages of the part `mocks`."""

from flask import Blueprint

bp = Blueprint("mocks", __name__)
