"""Names of sites that are participants of a recording."""

import re

PANEL = re.compile(r"panel-[0-9]+")
"""Names of the sites whose participants agreed to be recorded."""
