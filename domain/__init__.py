"""The field's rules, pure: no clock, no database, no web, no files."""
