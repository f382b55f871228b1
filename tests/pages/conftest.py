"""The officers whose pages are looked at in more than one file."""

import pytest

from tests.browser import Browser


@pytest.fixture
def like(app, cast):
    """李科长 of the county's 党委社会工作部."""
    return Browser(app).as_person(cast.like)


@pytest.fixture
def qian(app, cast):
    """钱科长 of the county's 民政局."""
    return Browser(app).as_person(cast.qian)


@pytest.fixture
def zhao(app, cast):
    """赵科长 of another county."""
    return Browser(app).as_person(cast.zhao)
