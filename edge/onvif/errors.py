"""Errors of the search for cameras."""

from edge.onvif.reasons import Reason, Value


class CameraSearchError(Exception):
    """A camera cannot be used. Its text is the English sentence of the reason."""

    def __init__(self, kind: str, **values: Value) -> None:
        self.reason = Reason(kind, values)
        super().__init__(self.reason.text())


class SearchNotAllowedError(CameraSearchError):
    """This process may not send to other machines."""
