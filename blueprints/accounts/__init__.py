"""The part `accounts`."""
