"""Signed repository of a tenant's kiosks, and rollouts of programs."""
