"""Simulated kits, one file per protocol, written from the makers' descriptions and independent of the decoders."""
