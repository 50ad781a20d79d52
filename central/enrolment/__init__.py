"""Enrolment of kiosks: codes of one use, and the credentials that are made when one is used."""
