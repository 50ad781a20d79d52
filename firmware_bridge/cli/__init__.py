"""Command line of the library: `vitrina kit`, or `python -m firmware_bridge`. One file per part."""
