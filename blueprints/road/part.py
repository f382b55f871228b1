"""The blueprint that the views of this part hang on."""

from flask import Blueprint

bp = Blueprint("road", __name__)
