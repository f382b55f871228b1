"""The blueprint that the views of this part hang on."""

from flask import Blueprint

bp = Blueprint("practice", __name__)
