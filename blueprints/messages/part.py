"""Messages between a trainee and those who guide them."""

from flask import Blueprint

bp = Blueprint("messages", __name__)
