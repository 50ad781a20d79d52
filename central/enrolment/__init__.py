"""Enrolment of kiosks: one-time codes, and the credentials that are created when a kiosk uses one."""
