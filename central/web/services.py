"""Store, settings and limiters that all pages and endpoints share."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from sqlalchemy import Connection

from central.command_hints import hide_path
from central.enrolment.enroller import Enroller
from central.settings import WebSection
from central.store.store import Store
from central.web.bounded_log import BoundedLog
from central.web.films import FilmCache
from central.web.page_faults import PageFaults
from central.web.rendering import Pages
from central.web.report_activity import ReportActivity
from central.web.report_lane import ReportLane
from central.web.report_queue import QueueBounds
from central.web.request_limit import RequestLimit
from central.web.shared_answers import SharedAnswers

if TYPE_CHECKING:
    from central.oidc.provider import Provider

AT_ONCE = 4


@dataclass(frozen=True)
class Services:
    """Store, settings and templates of the server. `media`: folder with ad videos. `enroller`: redeems the codes of new
    kiosks; None: no codes are accepted. `sends_mail`: the settings name a mail server for users. `arriving`: reads the
    day of a demo that is arriving, and the number of days. `command_options`: options of a command that name
    this store. `single_sign_on`: the provider in section [oidc].
    """

    store: Store
    settings: WebSection
    media: Path | None = None
    enroller: Enroller | None = None
    sends_mail: bool = False
    arriving: Callable[[Connection], tuple[int, int] | None] | None = None
    command_options: str = ""
    single_sign_on: "Provider | None" = None
    page_faults: PageFaults = field(default_factory=PageFaults)
    activity: ReportActivity = field(default_factory=ReportActivity)

    @cached_property
    def pages(self) -> Pages:
        """Templates of the pages. Their hints do not show where the store is."""
        return Pages(hide_path(self.command_options))

    @cached_property
    def pages_with_paths(self) -> Pages:
        """Templates for users who may see all sites. Commands in their hints work as they are."""
        return Pages(self.command_options)

    @cached_property
    def films(self) -> FilmCache:
        """Frames of ad videos."""
        return FilmCache(self.media)

    @cached_property
    def page_limiter(self) -> CapacityLimiter:
        """Limiter for small pages that are computed at the same time. Further requests wait, because more threads would
        not be faster.
        """
        return CapacityLimiter(AT_ONCE)

    @cached_property
    def report_lane(self) -> ReportLane:
        """Runs reports, which may take minutes, separately from the small pages."""
        bounds = QueueBounds(self.settings.reports_at_once, self.settings.reports_waiting)
        return ReportLane(bounds, activity=self.activity)

    @cached_property
    def identity_limiter(self) -> CapacityLimiter:
        """Limiter for identity checks. It is separate from that of the pages, which may take seconds."""
        return CapacityLimiter(AT_ONCE)

    @cached_property
    def sign_in_limiter(self) -> CapacityLimiter:
        """Limiter for password checks. It is separate, so that many attempts do not slow down signed-in users."""
        return CapacityLimiter(2)

    @cached_property
    def single_sign_on_limiter(self) -> CapacityLimiter:
        """Limiter for requests to the provider of single sign-on, which may take seconds to answer."""
        return CapacityLimiter(AT_ONCE)

    @cached_property
    def upload_limiter(self) -> CapacityLimiter:
        """Limiter for videos that are read at the same time. Each one takes seconds of processor time."""
        return CapacityLimiter(1)

    @cached_property
    def shared_answers(self) -> SharedAnswers:
        """Keeps the answers of shared links for some minutes."""
        return SharedAnswers()

    @cached_property
    def fault_log(self) -> BoundedLog:
        """Log for faults that no request has caused."""
        return BoundedLog(logging.getLogger(__name__))

    @cached_property
    def single_sign_on_log(self) -> BoundedLog:
        """Log for refused sign-ins at the provider."""
        return BoundedLog(logging.getLogger("central.oidc"))

    @cached_property
    def request_limit(self) -> RequestLimit:
        """Limit of API requests."""
        return RequestLimit(self.settings.requests_per_minute)
