"""Rollout of a new version over simulated kiosks: real signatures, rings and steps; programs that are not real."""
