"""reasons.py: every kind that is raised has a sentence in every language, and no value becomes part of a template."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from edge.console.texts import CODES, camera_texts
from edge.onvif.errors import CameraSearchError
from edge.onvif.profiles import VideoProfile, no_profile_error
from edge.onvif.reasons import SENTENCES, Reason

ROOT = Path(__file__).resolve().parents[3]
MAKERS = {"CameraSearchError", "NotAuthorizedError", "SearchNotAllowedError", "Reason"}
CURES = {"check", "connect", "run", "type", "set", "restart", "ignored"}
PARTS = {"note", "profile", "profile_without_rate", "more", "none"}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def strings(node: ast.AST) -> Iterator[str]:
    yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_every_sentence_is_used_and_every_error_has_one() -> None:
    """Each constant kind of a raised error is a key; each key is a string of some file."""
    used = set[str]()
    for file in [*(ROOT / "edge/onvif").glob("*.py"), *(ROOT / "edge/tools/camera").glob("*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in MAKERS and isinstance(call.args[0], ast.Constant):
                assert call.args[0].value in SENTENCES, (file, call.lineno)
        if file.name != "reasons.py":
            used |= {*strings(tree)}
    assert SENTENCES.keys() - used == set()


@pytest.mark.parametrize("code", CODES[1:])
def test_every_language_has_every_sentence(code: str) -> None:
    texts = camera_texts(code)
    assert texts.keys() ^ SENTENCES.keys() == set()
    for kind, english in SENTENCES.items():
        assert texts[kind] != english or kind == "note"
        same = {name.replace("hours", "minutes") for name in placeholders(english)}
        assert placeholders(texts[kind]) == same, kind


def test_every_sentence_says_what_to_do() -> None:
    for kind in SENTENCES.keys() - PARTS:
        assert CURES & set(re.findall(r"[a-z]+", SENTENCES[kind].lower())), kind


def test_braces_of_a_camera_stay_text() -> None:
    reason = Reason("note", {"sender": "{0}", "reason": Reason("error", {"error": "{reason.__class__}{}"})})
    assert str(reason) == "{0}: it answers with an error ({reason.__class__}{}). Type the stream's address."


def test_parts_are_in_the_language_of_their_sentence() -> None:
    offered = [VideoProfile("t", "", "H265", 1920, 1080, 25)] * 6 + [VideoProfile("t", "", "H264", 640, 360, 0)]
    german = no_profile_error(offered[4:]).reason.text(camera_texts("de"))
    assert "(angeboten: H265 1920 x 1080, 25 Bilder pro Sekunde; H265 1920 x 1080, 25 Bilder pro Sekunde; " in german
    assert "H264 640 x 360, Bildrate unbekannt)" in german
    assert no_profile_error(offered).reason.text(camera_texts("de")).count("; und 2 weitere)") == 1
    assert "(angeboten: keins)" in no_profile_error([]).reason.text(camera_texts("de"))


def test_the_text_of_an_error_is_its_english_sentence() -> None:
    error = CameraSearchError("refused_behind", hours=0.5, minutes=30)
    assert "Its clock is 0.5 h behind" in str(error)
    assert "30 Minuten nach" in error.reason.text(camera_texts("de"))
