"""Pages of the part `pages`."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
