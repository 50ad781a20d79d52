"""The page behind the QR code: what it says of this screen, and that it betrays nothing of the kiosk and its people."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from pydantic import BaseModel

from edge import __version__
from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.messages.schema import SHAPES
from edge.screen.notice.facts import Language
from edge.screen.notice.texts import LANGUAGES, notice_texts
from edge.settings.loading import load_settings
from edge.settings.settings import Settings
from edge.tools.setup.draft import SettingsDraft

NOTICE = """
[notice]
version = "2026-11"
operator = "Shop <b>Ltd</b>, 1 High Street"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
address = "https://example.org/screen"
"""
PLANTED = """
[site]
tenant = "planted-tenant"
site = "planted-site"
device = "planted-device"

[notice]
version = "2026-11"
operator = "Shop Ltd"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
shown = "sign"
confirmed_on = 2026-11-24
confirmed_by = "planted confirmer"
reason = "planted reason"
address = "https://planted.example/screen"

[camera]
source = "rtsp://planted-user:planted-pass@10.9.8.7/planted"
ca_file = "/planted/camera.pem"

[staff]
in_view = "badges"
declared_on = 2026-11-24
declared_by = "planted declarer"

[faces]
masks = [[[0.123, 0.234], [0.345, 0.234], [0.345, 0.456]]]

[models]
engines = "/planted/engines"

[playback]
feed = "planted-feed"
creatives = { "planted/ad.mp4" = "planted_ad" }
mpv_socket = "/planted/mpv"
anthias_url = "http://planted.example"
anthias_user = "planted-user"
anthias_password_file = "/planted/anthias"
token_file = "/planted/token"
broadsign_frame = "planted"

[player]
media = "/planted/media"
playlist = "/planted/list.toml"
media_url = "https://planted.example/playlist"
media_token_file = "/planted/media-token"
media_ca_file = "/planted/media.pem"

[home_assistant]
prefix = "planted-assistant"

[broker]
host = "planted.example.net"
username = "planted-user"
password_file = "/planted/password"
ca_file = "/planted/ca.pem"
cert_file = "/planted/cert.pem"
key_file = "/planted/key.pem"
tls = true

[outbox]
path = "/planted/outbox.db"

[microphone]
device = "planted-microphone"
advert_tracks = "/planted/tracks"
loopback = "planted-loopback"

[study]
keys = "/planted/keys"

[[kits]]
port = "/dev/planted-port"
kit = "sim"
wearer = "planted-wearer"
consent = "/planted/consent.json"
"""

SHOWN = {
    *("notice.version", "notice.operator", "notice.contact", "notice.legal_basis", "notice.purpose"),
    *("notice.data_protection_officer", "notice.recipients", "notice.transfers", "notice.authority"),
    *("notice.retention", "notice.how_to_object"),
}
"""Texts of the operator, which the notice has too."""
UNPLANTED = {
    "site.timezone": "a name of the list of time zones",
    "site.country": "decides the authority, which the notice names",
    "site.open": "hours",
    "models.expression": "its model would have to exist; the page names the model as messages do",
    "models.voice": "its model would have to exist",
    "models.body": "its model would have to exist",
    "models.text": "its model would have to exist",
    "reaction.parts": "times of day",
    "playback.options": "of a feed by another package",
    "kits.kit": "a kind of kit that must exist",
    "kits.settings": "of a kit",
}


HASH = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def _quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own test hashes the files of the program."""
    monkeypatch.setattr("edge.tools.public_page.program_sha256", lambda: HASH)


def config(folder: Path, text: str = NOTICE) -> str:
    path = folder / "vitrina.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def write_page(folder: Path, text: str = NOTICE, *more: str) -> str:
    """The page that `vitrina notice --html` writes for settings."""
    out = folder / "screen.html"
    try:
        code = main(["notice", "--html", str(out), "--config", config(folder, text), *more])
    except SystemExit as left:
        code = int(str(left.code))
    assert code == DONE
    return out.read_text(encoding="utf-8")


def strings_in(settings: Settings) -> Iterator[tuple[str, str]]:
    """Section and key of each text and path in the settings, with its value."""
    for section in Settings.model_fields:
        part = getattr(settings, section)
        for one in part if isinstance(part, list) else [part]:
            if one is None:
                continue
            assert isinstance(one, BaseModel), section
            for key, value in one:
                kind = str(type(one).model_fields[key].annotation)
                if "str" in kind or "Path" in kind:
                    yield f"{section}.{key}", str(value)


def test_nothing_of_the_kiosk_that_its_notice_and_messages_do_not_say_is_on_the_page(tmp_path: Path) -> None:
    """Each text and path of the settings is planted, but for those that a notice has: names, files, hosts, wearers,
    staff, passwords, masks.
    """
    settings = load_settings(config(tmp_path, PLANTED)).settings
    planted = {key for key, value in strings_in(settings) if "planted" in value} | {"faces.masks"}
    enums = {key for key, value in strings_in(settings) if value in ENUMS}
    assert {key for key, _ in strings_in(settings)} - planted - enums == SHOWN | UNPLANTED.keys()
    page = write_page(tmp_path, PLANTED, "--language", "de,en,fr,es,ru")
    assert "planted" not in page.casefold()
    for secret in ("10.9.8.7", "0.123", "rtsp", str(tmp_path)):
        assert secret not in page


ENUMS = {"sign", "badges", "auto", "shop", "ready", "['en']"}
"""Values of a list that the settings know."""


class Elements(HTMLParser):
    """Elements of a page with their attributes, and the content of each `pre`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.codes: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "pre":
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.codes[-1] += data


def test_the_page_is_one_file_without_scripts_and_asks_no_other_origin(tmp_path: Path) -> None:
    """Its own policy forbids both. What the operator wrote stays text."""
    page = write_page(tmp_path, NOTICE + 'languages = ["de", "en"]\n')
    elements = Elements(page)
    assert elements.open == []
    forbidden = {"script", "iframe", "object", "embed", "form", "img", "link", "base", "svg", "video", "audio"}
    assert {tag for tag, _ in elements.found}.isdisjoint(forbidden)
    for _, attributes in elements.found:
        assert not any(name.startswith("on") or name in ("src", "srcset", "style") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"url\(|@import|expression\(", page)
    (policy,) = [one["content"] for _, one in elements.found if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert "Shop &lt;b&gt;Ltd&lt;/b&gt;, 1 High Street" in page
    ids = [one["id"] for _, one in elements.found if "id" in one]
    assert len(set(ids)) == len(ids)
    assert {(one["href"] or "")[1:] for _, one in elements.found if "href" in one} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_this_screen_is_in_each_language(language: Language, tmp_path: Path) -> None:
    """Operator, purpose, objection, version and settings in force; no placeholder is left."""
    values = "[audience]\nk = 7\nk_reaction = 13\nwindow_s = 90\n[reaction]\nnoise = 1.25\ncreatives = 3\n"
    page = write_page(tmp_path, NOTICE + values, "--language", language)
    texts = notice_texts(language)
    noise = "1.25" if language == "en" else "1,25"
    for part in (texts["title"], texts["page_settings"], "privacy@example.org", f"Vitrina {__version__}"):
        assert part in page
    for value in ("7", "13", "90", "3", noise):
        assert re.search(rf"<dd>[^<]*(?<![\d.,]){re.escape(value)}(?![\d.,]\d)[^<]*</dd>", page), value
    assert f'<html lang="{language}">' in page
    assert HASH in page
    text = re.sub(r"<pre.*?</pre>|<style.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"\{[a-z_]+\}", text)


def test_examples_are_made_up_and_valid_by_the_schema_beside_them(tmp_path: Path) -> None:
    """By the JSON Schema that the page shows, and by the message's own type, in a shop and in research."""
    for more in ("", '[models]\nuse = "research"\n[comments]\npage = true\n[player]\nmedia = "/m"\n'):
        codes = Elements(write_page(tmp_path, NOTICE + more)).codes
        shown = [json.loads(code) for code in codes if code.startswith("{")]
        kinds = []
        for example, schema in zip(shown[::2], shown[1::2], strict=True):
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.Draft202012Validator(schema).validate(example)
            kinds.append(example["schema"].removeprefix("vitrina.").rpartition("/")[0])
            SHAPES[kinds[-1]].model_validate_json(json.dumps(example))
            assert example.get("tenant", "acme") == "acme"
        comments = ["comments"] if more else []
        assert kinds == ["window", "reaction", *comments, "play", "alert", "health", "state", "test"]
        assert {example["use"] for example in shown if "use" in example} == {"research" if more else "shop"}


def test_the_schema_of_a_shop_has_no_field_that_a_shop_never_fills(tmp_path: Path) -> None:
    page = write_page(tmp_path)
    assert "anger" not in page
    assert '"smile"' in page
    assert '"surprise"' not in page
    assert '"surprise"' in write_page(tmp_path, NOTICE + '[models]\nuse = "research"\n')


def test_a_page_of_an_incomplete_notice_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "screen.html"
    assert main(["notice", "--html", str(out), "--config", config(tmp_path, '[notice]\ncontact = "x"\n')]) == BAD_USAGE
    assert "[notice] lacks version" in capsys.readouterr().err
    assert not out.exists()


def test_the_command_says_where_to_publish_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody may read the file: a web server does."""
    write_page(tmp_path)
    assert (tmp_path / "screen.html").stat().st_mode & 0o777 == 0o644
    assert "Publish it at https://example.org/screen" in capsys.readouterr().err
    write_page(tmp_path, NOTICE.replace('address = "https://example.org/screen"\n', ""))
    assert "set [notice] address" in capsys.readouterr().err


def test_staff_microphone_and_home_assistant_are_as_the_settings_say(tmp_path: Path) -> None:
    texts = notice_texts("en")
    page = write_page(tmp_path)
    assert texts["page_staff_undeclared"] in page
    assert texts["page_home_assistant"] not in page
    more = "[staff]\nin_view = 'badges'\ndeclared_on = 2026-11-24\ndeclared_by = 'Ada'\n[home_assistant]\n"
    page = write_page(tmp_path, NOTICE + more)
    assert texts["page_staff_badges"] in page
    assert texts["page_home_assistant"] in page
    assert "Ada" not in page


def test_the_answers_of_a_setup_make_a_page_too(tmp_path: Path) -> None:
    """The page should be online before the sign is up."""
    draft = SettingsDraft(tmp_path / "vitrina.toml", None)
    draft.begin()
    given = {"version": "2026-11", "contact": "x@example.org", "operator": "Shop", "legal_basis": "consent"}
    draft.save_values({("notice", key): value for key, value in given.items()})
    out = tmp_path / "screen.html"
    assert main(["notice", "--html", str(out), "--config", str(tmp_path / "vitrina.toml")]) == DONE
    assert "x@example.org" in out.read_text(encoding="utf-8")
