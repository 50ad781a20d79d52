"""Tests of the fleet need the packages of the updater and of central, which Python 3.10 may lack."""

from importlib.util import find_spec

NEEDED = ("tuf", "cryptography", "pydantic")
FILES = ("attacks", "fetcher", "nginx", "release", "repository")
collect_ignore = [] if all(map(find_spec, NEEDED)) else [f"test_{name}.py" for name in FILES]
