"""Page of open alerts and snoozes, with forms to snooze a kiosk, a site or a code.

Another page can show the form for a kiosk with `{% include "alert_snooze.html.j2" %}`, with `place` and `code` set.
"""

import math
from functools import partial

from starlette.responses import Response

from central.alerts.codes import CODES, SEVERITIES
from central.errors import UsageError
from central.languages.language import Language
from central.languages.recognition import translate_known
from central.store.open_alerts import active_snoozes, is_place_visible, raised_alerts
from central.store.snoozing import Asker, snooze, unsnooze
from central.store.users import Role
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

MOST = 500


def show(context: RequestContext) -> Response:
    """Page with the alerts and snoozes of the visible sites, oldest first."""
    with context.read_view() as connection:
        found = raised_alerts(connection, context.scope)
        quiet = active_snoozes(connection, context.now_ms)
    quieted = {alert.key for alert in found for each in quiet if each.is_snoozing(*alert.key)}
    return context.render_page(
        "alerts.html.j2",
        alerts=found[:MOST],
        total=len(found),
        quieted=quieted,
        snoozes=[each for each in quiet if is_place_visible(context.scope, each.place)],
        cure_of=partial(cure_sentence, context.t),
        severity=partial(_severity, context.t),
        said=partial(translate_known, "alert", context.t),
        may_snooze=context.identity.role >= Role.EDITOR,
        may_snooze_codes=is_place_visible(context.scope, ""),
    )


def cure_sentence(t: Language, code: str) -> str:
    """Text on how to fix the problem of an alert, in the reader's language."""
    return t(f"cure.{code.replace('.', '_')}") if code in CODES else t("cure.other", code=code)


def _severity(t: Language, severity: str) -> str:
    return t(f"severity.{severity}") if severity in SEVERITIES else severity


def begin_snooze(context: RequestContext) -> Response:
    """Snooze a site, a kiosk or a code for a number of hours."""
    place, code = context.form.get("place", ""), context.form.get("code", "")
    with context.begin_write() as connection:
        snooze(connection, _asker(context), place, code, (context.now_ms, _parse_hours(context.form.get("hours", ""))))
    return redirect("/alerts")


def end_snooze(context: RequestContext) -> Response:
    """End a snooze."""
    with context.begin_write() as connection:
        unsnooze(connection, _asker(context), context.form.get("place", ""), context.form.get("code", ""))
    return redirect("/alerts")


def _asker(context: RequestContext) -> Asker:
    return Asker(context.identity.name, context.scope, context.address)


def _parse_hours(given: str) -> float:
    """Number of hours from a form. Raises UsageError."""
    try:
        hours = float(given)
    except ValueError:
        hours = math.nan
    if not math.isfinite(hours):
        raise UsageError("alerts: the value of hours is not a number. Nothing was changed.")
    return hours


ROUTES = [
    page_route("/alerts", show),
    page_route("/alerts/snooze", begin_snooze, needs=Role.EDITOR, methods=["POST"]),
    page_route("/alerts/unsnooze", end_snooze, needs=Role.EDITOR, methods=["POST"]),
]
