"""A simulated fleet with planted values. The effects of ads and sites and all faults are known, and messages follow the
rules of real kiosks.
"""
