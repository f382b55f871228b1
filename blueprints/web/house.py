"""What one running application owns: settings, database, keys, content, looks."""

from functools import cached_property

from flask import current_app

from blueprints.assets import Assets
from config import ROOT, Settings
from content.load import Library, load_library
from content.rules import Rulebook, load_rules_from
from models.base import Database
from models.seal import Keyring


class House:
    """The parts of the application that live as long as it does; read when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.database_url)
        self.keyring = Keyring(settings.keys)

    @cached_property
    def library(self) -> Library:
        """The courses; raises ContentError with file, line and fix."""
        return load_library(ROOT)

    @cached_property
    def rules(self) -> Rulebook:
        """The rulebook of the files; raises ContentError likewise."""
        return load_rules_from(ROOT / "rulebook")

    @cached_property
    def lesson_paths(self) -> frozenset[str]:
        """The addresses that the fast lane serves."""
        courses = self.library.courses.values()
        return frozenset(f"/courses/{c.id}/{x.id}" for c in courses for x in c.lessons)

    @cached_property
    def assets(self) -> Assets:
        """Style sheets and pictures, joined and fingerprinted."""
        return Assets.load(ROOT / "static")


def house() -> House:
    """The house of the current application."""
    return current_app.extensions["house"]
