"""Page of a shared link: one experiment, its plan first, for a reader without an account.

Nothing in the request but the token has any effect: not a parameter, a cookie or another header, apart from the
language. Every token that opens nothing gets the same answer.
"""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.errors import NotFoundError
from central.languages.language import Language
from central.reports import answers, selection
from central.reports.experiment import Ends
from central.reports.experiment_plan import read_plan
from central.reports.planned_ends import read_experiment_ends
from central.reports.rendering.experiment_plan_words import plan_rows
from central.reports.rendering.page_verdicts import experiment_verdict
from central.reports.rendering.sequence_plot import sequence_figure
from central.reports.rendering.verdicts import experiment_headline
from central.reports.rendering.words import page_marks
from central.store.attempts import address_bucket, give_attempt_back, take_attempt
from central.store.database import read_view, translate_database_errors
from central.store.experiment_looks import look_day, record_look
from central.store.interruption import Interruption
from central.store.scope import Scope
from central.store.shared_links import SharedLink, count_opening, find_link
from central.store.store import Store
from central.web.routes import PUBLIC, requested_language, run_in_thread
from central.web.services import Services
from central.web.shared_answers import SharedAnswer

HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive"}
TOO_OFTEN = "Too many requests."


@dataclass(frozen=True, slots=True)
class Opened:
    """A valid link that was opened, and the planned ends of its experiment at this moment."""

    link: SharedLink
    ends: Ends

    @property
    def shows_results(self) -> bool:
        """False while the owner lets nobody look before the planned end."""
        is_over = self.ends.planned is not None and self.ends.over >= self.ends.planned
        return is_over or not self.link.after_end

    @property
    def measure(self) -> str:
        """The planned measure. Readers cannot choose another one."""
        return self.ends.measure or "smile"


async def show(request: Request) -> Response:
    """Page of a link. Raises HTTPException: 404 for any token that opens nothing, 429 after too many of them."""
    services: Services = request.app.state.services
    token, address = str(request.path_params["token"]), str(request.scope["address"])
    t = requested_language(request, None)
    wait_s = services.request_limit.count_request(f"shared {address_bucket(address)}")
    if wait_s:
        raise HTTPException(429, TOO_OFTEN, {**HEADERS, "retry-after": str(wait_s)})
    is_read = request.method == "GET"
    opened = await run_in_thread(
        lambda: open_link(services.store, token, address, is_read=is_read), services.identity_limiter
    )
    if isinstance(opened, int):
        raise HTTPException(429, TOO_OFTEN, {**HEADERS, "retry-after": str(opened)})
    if opened is None:
        raise HTTPException(404, headers=HEADERS)
    link, ends = opened.link, opened.ends
    key = (link.tenant, link.experiment, opened.measure, ends.planned, ends.former, opened.shows_results)
    try:
        answer = await services.shared_answers.find_answer(
            request, services.report_lane, key, lambda interruption: _answer(services.store, opened, interruption)
        )
    except NotFoundError:
        raise HTTPException(404, headers=HEADERS) from None
    return await run_in_thread(lambda: _page(services, t, opened, answer), services.page_limiter)


def _page(services: Services, t: Language, opened: Opened, answer: SharedAnswer) -> Response:
    link, found = opened.link, answer.looks[-1] if answer.looks else None
    response = services.pages.page_response(
        t,
        "shared.html.j2",
        plan=answer.plan and plan_rows(answer.plan, t, shows_who=False),
        name=link.experiment,
        until_ms=link.expires_ms,
        is_early=not opened.shows_results,
        marks=page_marks(simulated=link.tenant.startswith("sim-"), research=bool(found and found.research), t=t),
        headline=found and experiment_headline(found, t, may_plan=False),
        verdict=found and experiment_verdict(found, t),
        looks=sequence_figure(answer.looks, t) if found else None,
    )
    response.headers.update(HEADERS)
    return response


def open_link(store: Store, token: str, address: str, *, is_read: bool) -> Opened | int | None:
    """Open a link: the number of seconds to wait after too many wrong tokens of an address, or None for a token that
    opens nothing. `is_read`: count the opening, and record the look if results are shown.
    """
    at_ms, bucket = now_ms(), f"shared {address_bucket(address)}"
    with translate_database_errors(), store.engine.begin() as connection:
        wait_s = take_attempt(connection, [bucket], at_ms)
        if wait_s:
            return wait_s
        link = find_link(connection, token, at_ms)
        if link is None:
            return None
        give_attempt_back(connection, bucket, at_ms)
        opened = Opened(link, read_experiment_ends(connection, link.tenant, link.experiment, look_day(at_ms), at_ms))
        if is_read:
            count_opening(connection, link, at_ms, selection.local_date(look_day(at_ms)).isoformat())
        if is_read and opened.shows_results:
            record_look(connection, link.tenant, link.experiment, look_day(at_ms))
        return opened


def _answer(store: Store, opened: Opened, interruption: Interruption) -> SharedAnswer:
    """Plan and results of the experiment of a link, at all sites of its tenant. Raises NotFoundError."""
    link = opened.link
    with (
        read_view(store) as connection,
        interruption.cover_work(store.dialect.build_cancel(connection)),
    ):
        plan = read_plan(connection, link.tenant, link.experiment)
        if not opened.shows_results:
            return SharedAnswer(plan)
        scope, request = Scope.sites_scope([f"{link.tenant}/*"]), selection.Request(link.tenant)
        looks = answers.answer_experiment_by_day(
            connection, scope, link.experiment, opened.measure, None, request, now_ms()
        )
    return SharedAnswer(plan, tuple(looks))


ROUTES = [Route("/shared/{token}", show, methods=["GET"], name=PUBLIC)]
