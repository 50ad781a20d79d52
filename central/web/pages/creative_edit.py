"""Page on which an editor names an ad and uploads its video."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from starlette.datastructures import QueryParams
from starlette.responses import Response

from central.errors import SourceError, UsageError
from central.films import extract_frames, probe_film
from central.films.media import store_film
from central.languages.recognition import Said, translate_known
from central.reports.selection import CreativeRow, find_creatives
from central.store.creatives import check_title, film_hash, set_creative
from central.store.users import Role
from central.web.pages.creative import CREATIVE
from central.web.pages.links import creative_path
from central.web.queries import CreativeQuery, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route, require_all_shops, upload_route

TITLES = ("name", "tag")
NO_MEDIA = (
    "This server has no folder for videos. An administrator can set one: [central] media in the settings file."
    " Nothing was changed."
)


def show(context: RequestContext) -> Response:
    """Page with the current name, tag and video."""
    return _edit_page(context)


def set_titles(context: RequestContext) -> Response:
    """Set the name and the tag. An empty value is deleted."""
    query, _ = _found(context)
    try:
        values = {name: check_title(context.form.get(name, "")) for name in TITLES}
    except UsageError as error:
        return _edit_page(context, translate_known("problem", context.t, str(error)), 400)
    return _changed(context, query, dict(values), "creative.set")


def set_film(context: RequestContext, file: BinaryIO | None) -> Response:
    """Replace the existing video of an ad, if the new video can be read."""
    query, _ = _found(context)
    try:
        values = read_film(context, file)
    except FilmProblemError as error:
        return _edit_page(context, error.said, 400)
    return _changed(context, query, values, "creative.film")


class FilmProblemError(Exception):
    """The uploaded file cannot be used. `said`: the reason in the user's language."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.text)
        self.said = said


def read_film(context: RequestContext, file: BinaryIO | None) -> dict[str, str | int | None]:
    """Store an uploaded video, and return the values of its ad. Raises FilmProblemError."""
    media = context.services.films.media
    if media is None:
        raise FilmProblemError(translate_known("problem", context.t, NO_MEDIA))
    if file is None:
        raise FilmProblemError(Said(context.t("edit.no_file"), context.t.code))
    with TemporaryDirectory(prefix="vitrina-upload-") as folder:
        path = Path(folder) / "film"
        try:
            return _keep_film(file, path, media)
        except SourceError as error:
            text = str(error).replace(str(path), context.t("edit.the_file"))
            raise FilmProblemError(translate_known("problem", context.t, text)) from None


def _keep_film(file: BinaryIO, path: Path, media: Path) -> dict[str, str | int | None]:
    """Copy the video to the media folder after one of its frames has been decoded. Raises SourceError."""
    file.seek(0)
    with path.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    film = probe_film(path)
    extract_frames(path, [0.0])
    duration_ms = None if film.duration_s is None else round(film.duration_s * 1000)
    return {"sha256": store_film(path, media), "duration_ms": duration_ms}


def _changed(context: RequestContext, query: CreativeQuery, values: dict[str, str | int | None], what: str) -> Response:
    key = f"{query.tenant}/{query.creative}"
    set_creative(context.services.store, key, values)
    with context.begin_write() as connection:
        context.record(connection, what, key, query.tenant)
    return redirect(creative_path(query.tenant, query.creative))


def _found(context: RequestContext) -> tuple[CreativeQuery, CreativeRow]:
    """The creative, if the user may see and change it. Raises UsageError, or HTTPException with status 403."""
    query = parse_query(CreativeQuery, QueryParams(), context.path)
    with context.read_view() as connection:
        (row,) = find_creatives(connection, context.scope, [query.creative], query.tenant)
    require_all_shops(context, query.tenant)
    return query, row


def _edit_page(context: RequestContext, problem: Said | None = None, status: int = 200) -> Response:
    query, row = _found(context)
    with context.read_view() as connection:
        sha256 = film_hash(connection, query.tenant, query.creative)
    return context.render_page(
        "creative_edit.html.j2",
        status,
        problem=problem,
        creative=row,
        film=(sha256 or "")[:12],
        path=creative_path(query.tenant, query.creative),
    )


ROUTES = [
    page_route(CREATIVE + "/edit", show, needs=Role.EDITOR),
    page_route(CREATIVE + "/titles", set_titles, needs=Role.EDITOR, methods=["POST"]),
    upload_route(CREATIVE + "/film", set_film, needs=Role.EDITOR),
]
