"""The part `office`."""
