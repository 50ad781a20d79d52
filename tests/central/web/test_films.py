"""Pictures of films are cut once, and not too many are kept."""

from pathlib import Path

import pytest

from central.web import films
from central.web.films import FilmCache


def test_pictures_are_cut_once_and_the_oldest_film_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[tuple[str, list[float]]] = []

    def frames(path: Path, seconds: list[float], _: int) -> dict[float, bytes]:
        cut.append((path.name, list(seconds)))
        return {second: b"jpeg" for second in seconds if second < 5}

    monkeypatch.setattr(films, "extract_frames", frames)
    monkeypatch.setattr(films, "MOST_FILMS", 2)
    cache = FilmCache(tmp_path)
    assert [second for second, _ in cache.film_frames("a", [2.0, 0.0, 9.0])] == [0.0, 2.0]
    assert cache.film_frames("a", [0.0, 2.0, 3.0])[2] == (3.0, b"jpeg")
    assert cut == [("a", [2.0, 0.0, 9.0]), ("a", [3.0])]
    for name in ("b", "c"):
        cache.film_frames(name, [0.0])
    cache.film_frames("a", [0.0])
    assert [name for name, _ in cut] == ["a", "a", "b", "c", "a"]
    assert cache.film_frames(None, [0.0]) == FilmCache(None).film_frames("a", [0.0]) == []
