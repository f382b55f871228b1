"""The part `region`."""
