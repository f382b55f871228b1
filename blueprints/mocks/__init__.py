"""The part `mocks`."""
