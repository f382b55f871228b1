"""Papers of the county and the village, made from the records and filled in by hand after."""

from flask import Blueprint

bp = Blueprint("papers", __name__)
