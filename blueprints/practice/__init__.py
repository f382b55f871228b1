"""The part `practice`."""
