"""The part `pages`."""
