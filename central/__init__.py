"""Central server: stores the messages of a fleet of kiosks, each once."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("vitrina")
except PackageNotFoundError:  # run from a checkout
    VERSION = "0"
