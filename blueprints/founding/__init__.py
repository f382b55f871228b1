"""The part `founding`."""
