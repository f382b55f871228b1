"""What everyone may read: home, looks, help, and the machine's own pages."""

from blueprints.pages import looks, machine, reading
from blueprints.pages.part import bp

__all__ = ["bp", "looks", "machine", "reading"]
