"""Store, settings and limiters that all pages and endpoints share."""

import logging
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from anyio import CapacityLimiter

from central.enrolment.enroller import Enroller
from central.settings import WebSection
from central.store.store import Store
from central.web.bounded_log import BoundedLog
from central.web.films import FilmCache
from central.web.page_faults import PageFaults
from central.web.rendering import Pages
from central.web.report_lane import ReportLane
from central.web.report_queue import QueueBounds
from central.web.request_limit import RequestLimit

AT_ONCE = 4


@dataclass(frozen=True)
class Services:
    """Store, settings and templates of the server. `media`: folder with ad videos. `enroller`: redeems codes of new
    kiosks; None: no codes are accepted.
    """

    store: Store
    settings: WebSection
    media: Path | None = None
    enroller: Enroller | None = None
    page_faults: PageFaults = field(default_factory=PageFaults)

    @cached_property
    def pages(self) -> Pages:
        """Templates of the pages."""
        return Pages()

    @cached_property
    def films(self) -> FilmCache:
        """Frames of ad videos."""
        return FilmCache(self.media)

    @cached_property
    def page_limiter(self) -> CapacityLimiter:
        """Limit of small pages and answers made at the same time. Others wait, because more threads would not be
        faster.
        """
        return CapacityLimiter(AT_ONCE)

    @cached_property
    def report_lane(self) -> ReportLane:
        """Reports, which may take minutes, separate from the small pages."""
        return ReportLane(QueueBounds(self.settings.reports_at_once, self.settings.reports_waiting))

    @cached_property
    def identity_limiter(self) -> CapacityLimiter:
        """Identity checks, separate from the pages, which may take seconds."""
        return CapacityLimiter(AT_ONCE)

    @cached_property
    def sign_in_limiter(self) -> CapacityLimiter:
        """Password checks, separate so that many attempts do not slow down signed-in users."""
        return CapacityLimiter(2)

    @cached_property
    def upload_limiter(self) -> CapacityLimiter:
        """Limit of videos read at the same time: each takes seconds of a core."""
        return CapacityLimiter(1)

    @cached_property
    def fault_log(self) -> BoundedLog:
        """Log for faults that a request did not cause."""
        return BoundedLog(logging.getLogger(__name__))

    @cached_property
    def request_limit(self) -> RequestLimit:
        """Limit of API requests."""
        return RequestLimit(self.settings.requests_per_minute)
