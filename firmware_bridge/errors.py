"""All errors of this library. Each text names the cure. `BridgeError` is the base class:

BridgeError
├── KitError        unknown kit, or invalid setting of a kit
├── LibraryError    optional library not installed, or it does not start
├── RecordingError  file is not a recording, or cannot be written
└── PortError       port could not be found or opened
    └── PortLostError   open port was lost
"""


class BridgeError(Exception):
    """Base class."""


class KitError(BridgeError):
    """Unknown kit, or invalid setting of a kit."""


class LibraryError(BridgeError):
    """An optional library is not installed, or does not start."""


class RecordingError(BridgeError):
    """A file is not a recording, or cannot be written."""


class PortError(BridgeError):
    """A port could not be found or opened."""


class PortLostError(PortError):
    """An open port was lost: unplugged, its adapter reset, or the other end of the socket closed."""
