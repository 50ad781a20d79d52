"""Enrolment of kiosks: one-time codes, and the credentials that central creates when a kiosk redeems a code."""
