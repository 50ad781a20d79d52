"""Simulated kits, one file per protocol, written from the manufacturers' descriptions and independent of the
decoders.
"""
