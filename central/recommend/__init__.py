"""Recommends weights for the ads of a site. The weights are computed only from totals of published reactions."""
