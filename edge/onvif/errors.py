"""Reason why a camera was not found, or gives no stream."""


class CameraSearchError(Exception):
    """A camera cannot be used. The text is a sentence, which says what to do, and contains no password."""


class SearchNotAllowedError(CameraSearchError):
    """This process may not send to other machines."""
