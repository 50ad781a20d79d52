"""Imported reviews: read on this machine, counted by day, and discarded."""
