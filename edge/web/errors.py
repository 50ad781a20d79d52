"""Errors of loopback pages that a person can fix. Each message states what happened, where, and what to do."""


class PageError(Exception):
    """A page of the kiosk cannot be served or opened."""


class PagePackagesError(PageError):
    """The packages needed to serve a page are not installed."""

    def __init__(self, page: str, package: str | None) -> None:
        super().__init__(
            f"{page}: the package {package} is not installed, which [{page}] needs. Install it with: "
            "pip install 'vitrina[player]'. Nothing was started."
        )
