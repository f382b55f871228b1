"""Turns codes of the domain into sentences people read; one file per part."""
