"""The part `study`."""
