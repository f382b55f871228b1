"""Verbs: they change rows, write history and only flush; pages, sync and commands call them."""
