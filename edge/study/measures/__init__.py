"""Measures of recorded sessions: turns series into the values of a report."""
