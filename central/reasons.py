"""Codes for why a number of a report has no interval over sites, and the number of sites that an interval needs.

The statistics set them, reports contain them, and a report's texts depend on them, so that no other code counts sites
again.
"""

MIN_SITES = 4
"""Fewest sites needed for an interval, a winner or a recommendation."""
FEW_SITES = f"fewer than {MIN_SITES} sites"
NOTHING_TOLD = "nothing reported"
