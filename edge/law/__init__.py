"""Known facts about the law of a place: rows with a source and a date. It decides some defaults, and never says that
something is allowed.
"""
