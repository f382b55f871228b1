"""The part `road`."""
