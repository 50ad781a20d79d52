"""Simulated studies: people who do not exist, whose responses are known."""
