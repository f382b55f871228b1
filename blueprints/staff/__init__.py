"""The part `staff`."""
