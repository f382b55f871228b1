"""Papers have no objects of their own: a file's kind and a paper's name stand in the address."""

WORDS = {"county_sheet": "survey", "village_sheet": "agreement"}


def make(db, house, cast, scope, people):
    """Nothing: papers are made of what is there."""
    del db, house, cast, scope, people
    return {}
