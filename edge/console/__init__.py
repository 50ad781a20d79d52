"""The console for technicians: what its page shows and does. It works with plain values and does not depend on the
kiosk's other parts.
"""
