"""A31: every route that answers with a file, walked with names that a spreadsheet computes."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import update

from blueprints.papers.county import PAPERS as COUNTY
from blueprints.papers.village import PAPERS as VILLAGE
from blueprints.web.workbook import COMPUTES
from domain.access import Role
from models.founding import FoundingTeam, TeamStep
from models.people import Person
from models.pipeline import Candidate
from models.places import Agency, Region, StudyClass
from tests.browser import Browser
from tests.house.matrix import ACTORS, address, objects

EVIL = "=1+1"
KIND = re.compile(r"<slug:(?:kind_of_file|ending|filetype|kind)>$")
KINDS = ("xlsx", "csv", "docx")
FREE = {
    Person: ("name", "village"),
    Agency: ("name",),
    StudyClass: ("name",),
    Region: ("name",),
    FoundingTeam: ("name",),
    TeamStep: ("place", "note"),
    Candidate: ("name", "village", "knows", "runs"),
}
"""Texts that people type and that tables carry."""


def spoil(house):
    with house.database.writing() as db:
        for table, names in FREE.items():
            db.execute(update(table).values({n: EVIL + getattr(table, n) for n in names}))


def files(app, made, role):
    """The addresses of files; those of papers for each of the papers."""
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not (KIND.search(rule.rule) or ".docx" in rule.rule):
            continue
        base = address(rule, made, role, "own").rpartition(".")[0]
        papers = {"papers.county_file": COUNTY, "papers.village_file": VILLAGE}.get(rule.endpoint)
        for one in papers or [base.rpartition("/")[2]]:
            yield from (f"{base.rpartition('/')[0]}/{one}.{kind}" for kind in KINDS)


def computing(path, body):
    """The cells of a file that compute; it must open."""
    if path.endswith("xlsx"):
        cells = [c for sheet in load_workbook(BytesIO(body)) for row in sheet for c in row]
        return [cell.value for cell in cells if cell.data_type == "f"]
    if path.endswith("csv"):
        rows = csv.reader(StringIO(body.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row if cell.startswith(COMPUTES)]
    Document(BytesIO(body))
    return []


@pytest.mark.parametrize(
    ("role", "least"),
    [(Role.MANAGER, 30), (Role.MENTOR, 4), (Role.BUREAU, 4), (Role.CIVIL, 8), (Role.ADMIN, 2)],
    ids=str,
)
def test_a31_no_cell_of_any_file_computes(app, house, cast, role, least):
    made = objects(app, cast)
    spoil(house)
    browser = Browser(app).as_person(getattr(cast, ACTORS[role]))
    opened = 0
    for path in files(app, made, role):
        answer = browser.client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200:
            assert computing(path, answer.get_data()) == [], path
            opened += 1
    assert opened >= least
