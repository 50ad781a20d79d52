"""Reads sensor kits over a serial port, checks their data, and converts the data to microsiemens, bpm and
milliseconds.

It is a separate library: nothing here imports the kiosk.
"""
