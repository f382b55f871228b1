"""The part `pipeline`."""
