"""Simulated studies: people who do not exist, with known responses."""
