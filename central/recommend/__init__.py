"""Recommends weights for the ads of a site. Pure; computed from totals of published reactions."""
