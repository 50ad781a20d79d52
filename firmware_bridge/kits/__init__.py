"""Decoders, one file per protocol, with the same names in each. `registry` creates them by name."""
