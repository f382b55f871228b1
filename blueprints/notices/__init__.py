"""The part `notices`."""
