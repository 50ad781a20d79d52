"""Measures of recorded sessions: from series to the values of a report."""
