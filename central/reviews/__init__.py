"""Imported reviews. They are read on this machine, counted by day, and discarded."""
