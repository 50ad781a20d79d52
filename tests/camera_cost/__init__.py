"""Processor time of a kiosk on two streams of one network camera: `make camera-cost`."""
