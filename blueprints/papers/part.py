"""Papers of the county and the village."""

from flask import Blueprint

bp = Blueprint("papers", __name__)
