"""Codes of why a number of a report has no interval over sites, and the number of sites that it takes.

The statistics give them, reports carry them, and the words of a report go by them: nobody counts sites again.
"""

MIN_SITES = 4
"""Fewest sites that an interval, a winner and a recommendation are made of."""
FEW_SITES = f"fewer than {MIN_SITES} sites"
NOTHING_TOLD = "nothing told"
