"""Measured tables of the documents: what wrote each, at which commit, and whether the measured code changed since."""
