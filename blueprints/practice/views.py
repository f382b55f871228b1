"""Practice: choosing a set, its questions, its end, and the wrong-answer book."""

from blueprints.practice import book, choosing, ending, questions
from blueprints.practice.part import bp

__all__ = ["book", "bp", "choosing", "ending", "questions"]
