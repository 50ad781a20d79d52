"""Sensor kits over a serial port, read, checked and converted to microsiemens, beats per minute and milliseconds.

A library of its own: nothing in it knows the kiosk.
"""
