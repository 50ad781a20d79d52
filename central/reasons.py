"""Codes for why a number in a report has no interval over sites, and the number of sites that an interval needs.

Statistics set the codes, and reports contain them. The texts of a report depend only on the codes, so no other module
counts sites again.
"""

MIN_SITES = 4
"""Lowest number of sites for an interval, a winner or a recommendation."""
FEW_SITES = f"fewer than {MIN_SITES} sites"
NOTHING_TOLD = "nothing reported"
