"""Simulated studies with invented people and known true responses."""
