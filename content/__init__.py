"""Reads courses/ and rulebook/, checks them, renders once; immutable after the start."""
