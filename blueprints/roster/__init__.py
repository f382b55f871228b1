"""The part `roster`."""
