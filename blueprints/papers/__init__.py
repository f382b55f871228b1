"""The part `papers`."""
