"""Signed settings and programs for kiosks that nobody visits."""
