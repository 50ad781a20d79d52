"""One file a protocol, the same names in each. `finding` makes them by name."""
