"""What the chapters of a paper weigh: as seen, or evenly where nobody has seen any weight."""

import pytest

from actions.mock_papers import weights_of
from content.load import load_files
from tests.content import sample


@pytest.mark.parametrize(
    ("heading", "weights"),
    [("weight = 9\nsource_year = 2025\n", [(4, 9)]), ("", [(4, 1), (5, 1)])],
)
def test_chapters_weigh_as_seen_or_all_the_same(heading, weights):
    text = sample.COURSE_TOML.replace("weight = 9\nsource_year = 2025\n", heading)
    course = load_files(sample.files({sample.COURSE: text})).course("demo")
    assert [(one.number, one.weight) for one in weights_of(course)] == weights
