"""Upload of a CSV file with the names and places of shops. Nothing is stored until the editor has seen what changes."""

import hashlib
from typing import BinaryIO

from markupsafe import escape
from sqlalchemy import Connection
from starlette.responses import Response

from central.errors import UsageError
from central.languages.recognition import Said, translate_known
from central.store.shop_file import ShopFile, parse_shops, read_text, store_changes
from central.store.shops import read_shops
from central.store.users import Role
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route, upload_route

MOST_SHOWN = 200
"""Maximum number of changes and of bad lines on the page. Further ones are only counted."""

EMPTY = ShopFile([], [], 0)


def preview(context: RequestContext, file: BinaryIO | None) -> Response:
    """Page with the changes that a file would make, or with its bad lines."""
    if file is None:
        return _upload_page(context, Said(context.t("shops.no_file"), context.t.code))
    file.seek(0)
    try:
        text = read_text(file)
        with context.read_view() as connection:
            found = _parse(context, connection, text)
    except UsageError as error:
        return _upload_page(context, translate_known("problem", context.t, str(error)))
    return _upload_page(context, None, text, found)


def save(context: RequestContext) -> Response:
    """Store the changes, if they are still exactly the changes that were shown."""
    text = context.form.get("lines", "")
    try:
        with context.begin_write() as connection:
            found = _parse(context, connection, text)
            is_seen = not found.bad and context.form.get("seen") == _digest(found)
            if is_seen:
                for tenant, count in store_changes(connection, found.changes).items():
                    context.record(connection, "shop.import", f"{tenant}: {count} shops", tenant)
    except UsageError as error:
        return _upload_page(context, translate_known("problem", context.t, str(error)))
    changed = Said(context.t("shops.changed_since"), context.t.code)
    return redirect("/shops") if is_seen else _upload_page(context, changed, text, found)


def _parse(context: RequestContext, connection: Connection, text: str) -> ShopFile:
    return parse_shops(text, read_shops(connection, context.scope))


def _digest(found: ShopFile) -> str:
    """Digest of the changes: the details of each shop before and after."""
    changes = [(change.shop, sorted(change.details.items())) for change in found.changes]
    return hashlib.sha256(repr(changes).encode()).hexdigest()


def _upload_page(context: RequestContext, problem: Said | None, text: str = "", found: ShopFile = EMPTY) -> Response:
    return context.render_page(
        "shop_upload.html.j2",
        400 if found.bad or problem else 200,
        problem=problem,
        changes=found.changes[:MOST_SHOWN],
        total=len(found.changes),
        bad=[(each.line, translate_known("problem", context.t, each.reason)) for each in found.bad[:MOST_SHOWN]],
        bad_total=len(found.bad),
        lines=escape(text),  # with its line ends, which other texts lose
        seen=_digest(found),
    )


ROUTES = [
    upload_route("/shops/file", preview, Role.EDITOR),
    page_route("/shops/save", save, needs=Role.EDITOR, methods=["POST"]),
]
