"""The part `today`."""
