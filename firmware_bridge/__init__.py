"""Reads sensor kits over a serial port, checks their data, and converts it to microsiemens, bpm and milliseconds.

A separate library: nothing here imports the kiosk.
"""
