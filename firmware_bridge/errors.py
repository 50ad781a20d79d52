"""The family of what can go wrong, each with its cure in the text. `BridgeError` is its root:

BridgeError
├── KitError        no such kit, or a setting that it cannot have
├── LibraryError    a library that is asked for is not installed, or does not start
├── RecordingError  a file that holds no recording, or cannot be written
└── PortError       a port that could not be opened or found
    └── PortLostError   one that was open and is gone
"""


class BridgeError(Exception):
    """The root."""


class KitError(BridgeError):
    """No such kit, or a setting that it cannot have."""


class LibraryError(BridgeError):
    """A library that is asked for is not installed, or does not start."""


class RecordingError(BridgeError):
    """A file that holds no recording, or cannot be written."""


class PortError(BridgeError):
    """A port that could not be opened or found."""


class PortLostError(PortError):
    """A port that was open and is gone: unplugged, its adapter reset, the other end of the socket closed."""
