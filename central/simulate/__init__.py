"""A simulated fleet with planted truth: ads, sites and faults are known, and messages follow the kiosk's real rules."""
