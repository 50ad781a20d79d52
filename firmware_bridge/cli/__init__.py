"""The command `python -m firmware_bridge`, one file per part."""
