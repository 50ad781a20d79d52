"""Recommendation of weights for the adverts of a site: pure, from sums of told reactions."""
