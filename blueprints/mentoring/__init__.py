"""The part `mentoring`."""
