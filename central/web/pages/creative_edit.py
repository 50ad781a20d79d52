"""Page on which an editor names an advert and gives it its film."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from starlette.datastructures import QueryParams
from starlette.responses import Response

from central.errors import SourceError, UsageError
from central.films import frames, probe
from central.films.media import keep
from central.languages.recognition import Said, said
from central.reports.selection import CreativeRow, find_creatives
from central.store.creatives import checked_title, film_of, set_creative
from central.store.users import Role
from central.web.asked import Asked, redirect
from central.web.pages.creative import CREATIVE
from central.web.pages.links import creative_path
from central.web.queries import CreativeQuery, parsed
from central.web.routes import page, upload

TITLES = ("name", "tag")
NO_MEDIA = (
    "This server has no folder for films. An administrator names one: [central] media in the settings file. Nothing was"
    " changed."
)


def show(asked: Asked) -> Response:
    """Name, tag and film as they are."""
    return _page(asked)


def set_titles(asked: Asked) -> Response:
    """Sets the name and the tag; an empty one is taken away."""
    query, _ = _found(asked)
    try:
        values = {name: checked_title(asked.form.get(name, "")) for name in TITLES}
    except UsageError as error:
        return _page(asked, said("problem", asked.t, str(error)), 400)
    return _changed(asked, query, dict(values), "creative.set")


def set_film(asked: Asked, file: BinaryIO | None) -> Response:
    """Keeps a film that can be read, in place of the one that was there."""
    query, _ = _found(asked)
    media = asked.services.films.media
    if file is None or media is None:
        no_file = Said(asked.t("edit.no_file"), asked.t.code)
        return _page(asked, no_file if media else said("problem", asked.t, NO_MEDIA), 400)
    with TemporaryDirectory(prefix="vitrina-upload-") as folder:
        path = Path(folder) / "film"
        try:
            values = _kept(file, path, media)
        except SourceError as error:
            text = str(error).replace(str(path), asked.t("edit.the_file"))
            return _page(asked, said("problem", asked.t, text), 400)
    return _changed(asked, query, values, "creative.film")


def _kept(file: BinaryIO, path: Path, media: Path) -> dict[str, str | int | None]:
    """Copies the film to the media folder once a frame of it could be decoded. Raises SourceError."""
    file.seek(0)
    with path.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    film = probe(path)
    frames(path, [0.0])
    duration_ms = None if film.duration_s is None else round(film.duration_s * 1000)
    return {"sha256": keep(path, media), "duration_ms": duration_ms}


def _changed(asked: Asked, query: CreativeQuery, values: dict[str, str | int | None], what: str) -> Response:
    key = f"{query.tenant}/{query.creative}"
    set_creative(asked.services.store, key, values)
    with asked.writing() as connection:
        asked.record(connection, what, key)
    return redirect(creative_path(query.tenant, query.creative))


def _found(asked: Asked) -> tuple[CreativeQuery, CreativeRow]:
    """The creative, if it may be seen. Raises UsageError."""
    query = parsed(CreativeQuery, QueryParams(), asked.path)
    with asked.reading() as connection:
        (row,) = find_creatives(connection, asked.scope, [query.creative], query.tenant)
    return query, row


def _page(asked: Asked, problem: Said | None = None, status: int = 200) -> Response:
    query, row = _found(asked)
    with asked.reading() as connection:
        sha256 = film_of(connection, query.tenant, query.creative)
    return asked.page(
        "creative_edit.html.j2",
        status,
        problem=problem,
        creative=row,
        film=(sha256 or "")[:12],
        path=creative_path(query.tenant, query.creative),
    )


ROUTES = [
    page(CREATIVE + "/edit", show, needs=Role.EDITOR),
    page(CREATIVE + "/titles", set_titles, needs=Role.EDITOR, methods=["POST"]),
    upload(CREATIVE + "/film", set_film, needs=Role.EDITOR),
]
