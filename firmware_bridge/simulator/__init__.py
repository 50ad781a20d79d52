"""Simulated kits, one file per protocol. They are written from the manufacturers' descriptions, independently of the
decoders.
"""
