"""First step of a playlist: its ads and experiments. Works without scripts: every button saves the whole form."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import BinaryIO

from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import UsageError
from central.languages.language import Language
from central.languages.recognition import Said
from central.playlists.content import ROTATE
from central.playlists.draft import (
    Draft,
    add_ads,
    add_arm,
    add_experiment,
    draft_toml,
    remove_ad,
    remove_experiment,
    with_days,
)
from central.store.creatives import set_creative
from central.store.playable_ads import PlayableAd
from central.store.playlist_drafts import drop_draft
from central.store.users import Role
from central.web.draft_faults import draft_faults
from central.web.pages.creative import KEPT
from central.web.pages.creative_edit import FilmProblemError, read_film
from central.web.pages.playlist_new import IMAGE_S
from central.web.playlist_drafts import DRAFT, OpenDraft, keep_draft, open_draft, utc_today
from central.web.playlist_form import RHYTHMS, apply_form, arm_field, chosen_names, rhythm_of
from central.web.playlist_queries import DraftQuery, NewFilm
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route, require_all_shops, upload_route
from edge.opening_hours import EXAMPLE
from edge.playlist.arm_days import block_days

MOST_SHOWN = 24
"""Ads that a search shows at once."""
MOST_FIELDS = 3_000


def show(context: RequestContext) -> Response:
    """Page with the ads and experiments of the draft, each with its faults, and a search for more ads."""
    return _draft_page(context)


def _draft_page(context: RequestContext, problem: Said | None = None, status: int = 200) -> Response:
    query = parse_query(DraftQuery, context.query)
    with context.read_view() as connection:
        opened = open_draft(context, connection)
    known = {each.get("id") for each in opened.draft.creatives}
    offered = [ad for name, ad in opened.ads.items() if name not in known and _matches(ad, query.q)]
    if problem is None and query.stale:
        problem = Said(context.t("drafting.stale"), context.t.code)
    return context.render_page(
        "playlist_draft.html.j2",
        status,
        opened=opened,
        offered=offered[:MOST_SHOWN],
        more=len(offered) - MOST_SHOWN,
        query=query,
        faults=draft_faults(context, opened) if query.check else {},
        problem=problem,
        arm_field=arm_field,
        hours_example=EXAMPLE,
        shown_day=partial(_shown_day, context.t),
        rhythm_of=rhythm_of,
        rhythms=tuple(RHYTHMS),
        block_days=block_days,
        may_upload=context.may_edit(opened.tenant) and context.services.media is not None,
        rotate=opened.draft.tables.get(ROTATE, ""),
    )


def _matches(ad: PlayableAd, search: str) -> bool:
    text = f"{ad.creative} {ad.name or ''} {ad.tag or ''}".lower()
    return all(word in text for word in search.lower().split())


def _shown_day(t: Language, value: object) -> str:
    """A day of the draft as its field shows it. What is not a day is shown as it was typed."""
    try:
        return t.numeric_day_text(date.fromisoformat(str(value))) if value else ""
    except ValueError:
        return str(value)


def save(context: RequestContext) -> Response:
    """Save the form, and do what its button says."""
    with context.read_view() as connection:
        opened = open_draft(context, connection)
    action, _, about = context.form.get("do", "save").partition(".")
    if action not in _ACTIONS and action not in ("save", "search", "next"):
        raise HTTPException(400, "This button is not known, so nothing was changed. Reload the page and try again.")
    draft = with_days(apply_form(opened.draft, context.form), utc_today(context))
    if action in _ACTIONS:
        draft = _ACTIONS[action](context, opened, draft, about)
    if not keep_draft(context, opened, draft):
        return redirect(f"{opened.path}?stale=1")
    if action == "search":
        return redirect(f"{opened.path}?q={_query_text(context.form.get('q', ''))}#add")
    if action == "next":
        changed = OpenDraft(opened.stored, draft, opened.ads)
        has_faults = not draft.creatives or bool(draft_faults(context, changed))
        return redirect(f"{opened.path}?check=1" if has_faults else f"{opened.path}/shops")
    return redirect(f"{opened.path}?check=1" if action == "save" else opened.path)


def _query_text(text: str) -> str:
    return "".join(letter for letter in text[:100] if letter.isalnum() or letter in " _.-").replace(" ", "+")


Action = Callable[[RequestContext, OpenDraft, Draft, str], Draft]


def _add_chosen(context: RequestContext, opened: OpenDraft, draft: Draft, _: str) -> Draft:
    """Add the ads that are ticked. Raises HTTPException for an ad that the user may not choose."""
    names = chosen_names(context.form, "add.")
    if not all(name in opened.ads for name in names):
        raise HTTPException(404)
    return add_ads(draft, names, {name: IMAGE_S for name in names if opened.ads[name].duration_ms is None})


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise HTTPException(400, "This button is not known, so nothing was changed. Reload the page and try again.")
    return int(text)


def _add_experiment(context: RequestContext, _: OpenDraft, draft: Draft, __: str) -> Draft:
    return add_experiment(draft, utc_today(context))


_ACTIONS: Mapping[str, Action] = {
    "add": _add_chosen,
    "remove": lambda _, __, draft, about: remove_ad(draft, about),
    "experiment": _add_experiment,
    "arm": lambda _, __, draft, about: add_arm(draft, _number(about)),
    "drop": lambda _, __, draft, about: remove_experiment(draft, _number(about)),
}


def add_film(context: RequestContext, file: BinaryIO | None) -> Response:
    """Store a video as a new ad of the tenant, and add the ad to the draft."""
    with context.read_view() as connection:
        opened = open_draft(context, connection)
    require_all_shops(context, opened.tenant)
    try:
        asked = parse_form(NewFilm, context.form)
        if asked.id in opened.ads:
            return _problem(context, context.t("drafting.film_exists"))
        values = read_film(context, file)
    except UsageError:
        return _problem(context, context.t("drafting.fault_id"))
    except FilmProblemError as error:
        return _draft_page(context, error.said, 400)
    key = f"{opened.tenant}/{asked.id}"
    set_creative(context.services.store, key, values)
    with context.begin_write() as connection:
        context.record(connection, "creative.film", key, opened.tenant)
    seconds = {asked.id: IMAGE_S} if values["duration_ms"] is None else {}
    is_kept = keep_draft(context, opened, add_ads(opened.draft, [asked.id], seconds))
    return redirect(opened.path if is_kept else f"{opened.path}?stale=1")


def _problem(context: RequestContext, text: str) -> Response:
    return _draft_page(context, Said(text, context.t.code), 400)


def show_frame(context: RequestContext) -> Response:
    """First frame of an ad that the user may choose, also of an ad that has not played yet."""
    with context.read_view() as connection:
        opened = open_draft(context, connection)
    ad = opened.ads.get(context.path["creative"])
    found = [] if ad is None else context.services.films.film_frames(ad.sha256, [0.0])
    if not found:
        raise HTTPException(404)
    return Response(found[0][1], media_type="image/jpeg", headers={"cache-control": KEPT})


def download(context: RequestContext) -> Response:
    """The playlist as a file for `playlist push`."""
    with context.read_view() as connection:
        opened = open_draft(context, connection)
    headers = {"content-disposition": 'attachment; filename="playlist.toml"', "cache-control": "no-store"}
    return Response(draft_toml(opened.draft.tables), media_type="application/toml", headers=headers)


def delete(context: RequestContext) -> Response:
    """Delete the draft."""
    with context.read_view() as connection:
        opened = open_draft(context, connection)
    with context.begin_write() as connection:
        drop_draft(connection, opened.stored)
    return redirect("/playlists/new")


ROUTES = [
    page_route(DRAFT, show, needs=Role.EDITOR),
    page_route(DRAFT, save, needs=Role.EDITOR, methods=["POST"], most_fields=MOST_FIELDS),
    page_route(f"{DRAFT}/frames/{{creative}}", show_frame, needs=Role.EDITOR),
    page_route(f"{DRAFT}/playlist.toml", download, needs=Role.EDITOR),
    page_route(f"{DRAFT}/delete", delete, needs=Role.EDITOR, methods=["POST"]),
    upload_route(f"{DRAFT}/film", add_film, needs=Role.EDITOR),
]
