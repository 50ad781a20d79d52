"""All errors of this library. Each text says what to do. `FirmwareBridgeError` is the base class:

FirmwareBridgeError
├── KitError                unknown kit, or invalid setting of a kit
├── KitFailedError          the code of a kit from another package failed
├── MissingLibraryError     optional library not installed, or it does not start
├── RecordingError          file is not a recording, or cannot be written
└── SerialPortError         port could not be found or opened
    └── SerialPortLostError open port was lost
"""


class FirmwareBridgeError(Exception):
    """Base class."""


class KitError(FirmwareBridgeError):
    """Unknown kit, or invalid setting of a kit."""


class KitFailedError(FirmwareBridgeError):
    """The code of a kit from another package raised an error, or returned something else than it must."""


class MissingLibraryError(FirmwareBridgeError):
    """An optional library is not installed, or does not start."""


class RecordingError(FirmwareBridgeError):
    """A file is not a recording, or cannot be written."""


class SerialPortError(FirmwareBridgeError):
    """A port could not be found or opened."""


class SerialPortLostError(SerialPortError):
    """An open port was lost: unplugged, its adapter reset, or the other end of the socket closed."""
