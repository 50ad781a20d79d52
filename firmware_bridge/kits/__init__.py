"""Decoders of kits. Each protocol has its own file, and all files use the same names. `registry` creates decoders by
name.
"""
