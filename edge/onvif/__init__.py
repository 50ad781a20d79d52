"""A small ONVIF client: it finds the cameras of the local networks, and asks each for its streams.

Everything that a camera sends is limited in size and time, and parsed by defusedxml. A camera may name no other host.
"""
