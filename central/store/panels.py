"""Names of sites that are participants of a recording."""

import re

PANEL = re.compile(r"panel-[0-9]+")
"""Sites of participants who agreed to be recorded."""
