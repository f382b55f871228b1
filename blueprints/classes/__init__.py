"""The part `classes`."""
