"""Certificates and hours of an agency's staff."""

from flask import Blueprint

bp = Blueprint("staff", __name__)
