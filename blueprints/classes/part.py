"""Classes: who studies together, the week, rehearsals."""

from flask import Blueprint

bp = Blueprint("classes", __name__)
