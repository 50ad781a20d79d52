"""A simulated fleet with planted truth: adverts, sites and faults that are known, told by the kiosk's real rules."""
