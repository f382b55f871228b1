"""What a bureau sees of its region."""

from flask import Blueprint

bp = Blueprint("region", __name__)
