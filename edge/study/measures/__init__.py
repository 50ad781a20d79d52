"""Measures of recorded sessions: compute the values of a report from recorded series."""
