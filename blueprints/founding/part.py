"""A founding team's walk to a registered agency."""

from flask import Blueprint

bp = Blueprint("founding", __name__)
