"""Answers to the questions of a new kiosk: what is kept, what is refused, and what the last step makes."""

import ast
import re
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.console.texts import CODES, result_texts
from edge.console.values import Finding
from edge.settings.example import example_settings
from edge.settings.places import MachinePlaces
from edge.settings.player import MEDIA, PlayerSettings
from edge.settings.settings import load_settings_file
from edge.sources.camera.gst_pipeline import parse_pipeline
from edge.tools.doctor.parts import PARTS, LazyCheck
from edge.tools.setup.assistant import Assistant
from edge.tools.setup.draft import SettingsDraft
from edge.tools.setup.found import BOARD_CAMERAS, is_player_installed, kit_ports, machine_time_zone, suggest_answers
from edge.tools.setup.questions import QUESTIONS, STEPS
from tests.doubles.broker import Mosquitto, make_certificates, running
from tests.doubles.enrol_server import PASSWORD, enrol_server
from tests.doubles.films import write_film
from tests.doubles.servers import self_signed

ROOT = Path(__file__).parents[4]

NAMES: dict[SettingKey, object] = {("site", "tenant"): "acme", ("site", "site"): "berlin-7", ("site", "device"): "door"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "vitrina.toml"


def begun(config: Path) -> Assistant:
    return Assistant(SettingsDraft(config, 8461))


def missing(assistant: Assistant) -> list[str]:
    return [step.name for step in assistant.setup_steps() if step.missing]


def test_answers_are_kept_in_a_private_draft_and_another_start_goes_on(config: Path) -> None:
    begun(config).save_answers({**NAMES, ("screen", "yaw_deg"): 3})
    assistant = begun(config)
    assert missing(assistant) == ["camera", "broker", "sign", "notice", "staff"]
    shown = {question.place: question.value for step in assistant.setup_steps() for question in step.questions}
    assert shown["site", "tenant"] == "acme"
    assert shown["screen", "yaw_deg"] == 3
    assert shown["broker", "port"] is None
    assert not config.exists()
    draft = config.with_name("vitrina.toml.draft")
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600


def test_the_end_makes_the_settings_with_the_comments_of_the_example(config: Path) -> None:
    assistant = begun(config)
    assistant.save_answers(NAMES)
    assistant.save_answers({("notice", "confirmed_on"): "2026-11-24", ("broker", "tls"): True})
    assistant.finish_setup()
    settings = load_settings_file(config)
    assert (settings.site.device, settings.broker.tls) == ("door", True)
    assert settings.console is not None
    assert settings.console.port == 8461
    assert "# Name and place of this kiosk." in config.read_text()
    assert [file.name for file in config.parent.iterdir()] == ["vitrina.toml"]


def test_settings_that_came_meanwhile_are_not_touched_by_the_page(config: Path) -> None:
    """As those of vitrina enrol, called beside it: a session may not change a broker that somebody has set."""
    assistant = Assistant(SettingsDraft(config, 8461), is_first=True)
    assistant.save_answers(NAMES)
    config.write_text('[site]\ntenant = "other"\n')
    for change in (
        lambda: assistant.save_answers({("broker", "host"): "evil"}),
        lambda: assistant.save_answers({("broker", "password"): "evil"}),
        lambda: assistant.redeem_code("code"),
        lambda: assistant.try_step("names"),
    ):
        with pytest.raises(SettingsRefusedError, match="has been created in the meantime"):
            change()
    assistant.finish_setup()
    assert config.read_text() == '[site]\ntenant = "other"\n'
    assert not config.with_name("broker-password").exists()


def test_a_password_goes_into_a_file_of_its_own_and_is_never_shown(config: Path) -> None:
    assistant = begun(config)
    assistant.save_answers({("broker", "host"): "broker", ("broker", "password"): "s3cret"})
    file = config.with_name("broker-password")
    assert file.read_text() == "s3cret\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assistant.save_answers({("camera", "source"): "gst: libcamerasrc ! queue"})
    assistant.save_answers({("camera", "source"): "rtsp://ada:s3cret@camera/1"})
    assert "s3cret" not in str(assistant.setup_steps())
    shown = next(step for step in assistant.setup_steps() if step.name == "camera").questions[0].value
    assistant.save_answers({("camera", "source"): shown})
    assistant.finish_setup()
    settings = load_settings_file(config)
    assert settings.camera.source == "rtsp://ada:s3cret@camera/1"
    assert settings.broker.password_file == file


def test_a_password_inside_the_path_of_a_camera_is_kept_and_never_shown(config: Path) -> None:
    """The field shows the address without it. Saved as shown, the answer stays; changed, it must be entered again."""
    address = "rtsp://10.0.0.2:554/user=admin_password=s3cret_channel=1.sdp?pwd=s3cret"
    assistant = begun(config)
    assistant.save_answers({("camera", "source"): address})
    shown = next(step for step in assistant.setup_steps() if step.name == "camera").questions[0].value
    assert shown == "rtsp://10.0.0.2:554/user=…_password=…_channel=1.sdp"
    assert "s3cret" not in str(assistant.setup_steps())
    assistant.save_answers({("camera", "source"): shown})
    with pytest.raises(SettingsRefusedError, match=r"^\[camera\] source: … is a hidden part of the address\. Enter"):
        assistant.save_answers({("camera", "source"): f"{shown}?stream=0"})
    assistant.finish_setup()
    assert load_settings_file(config).camera.source == address


def test_only_what_is_asked_can_be_answered(config: Path) -> None:
    """Neither k nor windows, no file, no pipeline that leads the picture elsewhere."""
    assistant = begun(config)
    before = config.with_name("vitrina.toml.draft").read_bytes()
    wrong: list[dict[SettingKey, object]] = [
        {("audience", "k"): 3},
        {("audience", "window_s"): 10},
        {("reaction", "noise"): 0.25},
        {("broker", "password_file"): "/etc/shadow"},
        {("outbox", "path"): "/tmp/x"},
        {("notice", "shown"): "screen"},
        {("models", "use"): "research"},
        {("player", "media"): "films"},
        {("player", "media"): "/none"},
        {("player", "media"): None},
        {("player", "media_url"): "http://evil/"},
        {("camera", "source"): "v4l2src ! udpsink host=evil"},
        {("camera", "source"): "gst: v4l2src ! jpegenc ! filesink location=/tmp/x"},
        {("camera", "source"): "ftp://evil"},
        {("site", "tenant"): 'a"\n[audience]\nk = 1'},
        {("broker", "host"): "mqtt://broker:1883"},
        {("broker", "port"): 0},
        {("broker", "password"): {"a": 1}},
        {("broker", "password"): "a\nb"},
        {("broker", "tls"): "yes"},
    ]
    for values in wrong:
        with pytest.raises(SettingsRefusedError):
            assistant.save_answers({("site", "site"): "berlin-7", **values})
    assert config.with_name("vitrina.toml.draft").read_bytes() == before
    assert not config.with_name("broker-password").exists()
    assert {section for section, _ in QUESTIONS} == {
        "site", "camera", "screen", "player", "broker", "notice", "staff", "microphone",
    }  # fmt: skip


def test_a_step_is_tried_by_the_checks_of_the_doctor(config: Path) -> None:
    assistant = begun(config)
    assistant.save_answers({**NAMES, ("broker", "host"): "127.0.0.1", ("broker", "port"): 9})
    names, law = assistant.try_step("names")
    assert names.text == "messages go to vitrina/1/acme/berlin-7/door/…"
    assert (law.part, law.level) == ("law", "warning")
    (found,) = assistant.try_step("broker")
    assert (found.level, "cannot be reached" in found.text) == ("error", True)
    assert {one.level for one in assistant.try_step("notice") if one.part == "notice"} == {"error"}


def test_settings_of_which_no_kiosk_can_be_built_are_no_end(config: Path) -> None:
    """Else the kiosk would end at once, and the page with it."""
    assistant = begun(config)
    assistant.save_answers({("broker", "password"): "s3cret"})
    config.with_name("broker-password").unlink()
    with pytest.raises(SettingsRefusedError, match="broker-password"):
        assistant.finish_setup()
    assert not config.exists()


def test_a_wrong_code_says_why_and_is_asked_nowhere(config: Path) -> None:
    with pytest.raises(SettingsRefusedError):
        begun(config).redeem_code("no code")


def test_a_code_answers_names_and_broker_and_the_files_lie_beside_the_settings(config: Path, tmp_path: Path) -> None:
    """Also over names that somebody typed before; a server that refuses says why."""
    assistant = begun(config)
    assistant.save_answers({("site", "tenant"): "typed"})
    with enrol_server(self_signed(tmp_path)) as server:
        assistant.redeem_code(server.code.typed_text())
        server.status = 401
        with pytest.raises(SettingsRefusedError, match="rejects this code"):
            assistant.redeem_code(server.code.typed_text())
    assert missing(assistant) == ["camera", "sign", "notice", "staff"]
    assistant.finish_setup()
    settings = load_settings_file(config)
    assert (settings.site.tenant, settings.broker.username) == ("acme", "acme/berlin-7/door")
    assert settings.broker.password_file == config.with_name("broker-password")
    assert config.with_name("broker-password").read_text() == f"{PASSWORD}\n"


def test_the_line_for_sudo_names_the_broker_where_the_service_may_not_reach_it(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quoted: a host of the page is a word of that line and nothing else."""
    monkeypatch.setattr("edge.tools.setup.assistant.MACHINE", MachinePlaces(settings=config))
    assistant = begun(config)
    assistant.save_answers({("broker", "host"): "127.0.0.1;reboot", ("broker", "port"): 9})
    hint = assistant.try_step("broker")[-1]
    assert (hint.part, hint.level) == ("addresses", "warning")
    assert "sudo systemctl set-property vitrina.service IPAddressAllow=" in hint.cure
    assert "getent ahosts '127.0.0.1;reboot';" in hint.cure


def line_of(hint: Finding) -> str:
    return hint.cure.partition("sudo ")[2]


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("here.invalid", {"127.0.0.1", "192.0.2.7", "fe80::1"}),
        ("0.0.0.0", {"0.0.0.0"}),
        ("none.invalid", {"192.0.2.7", "fe80::1"}),
    ],
)
def test_the_line_for_sudo_gives_systemctl_addresses_those_of_the_name_servers_for_a_name(
    host: str, wanted: set[str], config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shell runs it, with a systemctl that prints what it was given, and a name that this machine has."""
    monkeypatch.setattr("edge.tools.setup.assistant.MACHINE", MachinePlaces(settings=config))
    assistant = begun(config)
    assistant.save_answers({("broker", "host"): host, ("broker", "port"): 9, ("broker", "tls"): False})
    line = line_of(assistant.try_step("broker")[-1])
    names = "# nameserver 192.0.2.9\nnameserver 192.0.2.7\nnameserver\tfe80::1%eth0\nsearch example.org\n"
    (tmp_path / "resolv.conf").write_text(names)
    known = line.replace("getent ahosts here.invalid", "getent ahosts localhost")
    shell = "systemctl() { printf '%s\n' \"$@\"; }; " + known.replace("/etc/resolv.conf", f"{tmp_path}/resolv.conf")
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, timeout=20)
    verb, unit, given = done.stdout.splitlines()
    assert (verb, unit, done.stderr) == ("set-property", "vitrina.service", "")
    found = set(given.removeprefix("IPAddressAllow=").split())
    assert found == wanted | {"127.0.0.0/8", "::1"}


def test_a_camera_on_the_network_and_a_server_of_a_code_get_their_line_too(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.tools.setup.assistant.MACHINE", MachinePlaces(settings=config))
    assistant = begun(config)
    assistant.save_answers({("camera", "source"): "http://ada:s3cret@0.0.0.0:9/x"})
    hint = assistant.try_step("camera")[-1]
    assert "getent ahosts 0.0.0.0 |" in line_of(hint)
    assert "s3cret" not in hint.cure
    assistant.save_answers({("camera", "source"): "/dev/video77"})
    assert all(found.part != "addresses" for found in assistant.try_step("camera"))
    with enrol_server(self_signed(tmp_path)) as server:
        code = replace(server.code, host="0.0.0.0").typed_text()
    with pytest.raises(SettingsRefusedError, match=r"getent ahosts 0\.0\.0\.0 \|"):
        assistant.redeem_code(code)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_a_broker_on_this_kiosk_needs_no_line_for_sudo(
    host: str, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service may always reach its own machine."""
    monkeypatch.setattr("edge.tools.setup.assistant.MACHINE", MachinePlaces(settings=config))
    assistant = begun(config)
    assistant.save_answers({("broker", "host"): host, ("broker", "port"): 9})
    assert [one.part for one in assistant.try_step("broker")] == ["broker"]


def test_a_test_that_failed_is_missing_until_it_succeeds_or_the_answers_change(config: Path) -> None:
    assistant = begun(config)

    def said(language: str = "en") -> str:
        return next(step.missing for step in assistant.setup_steps(language) if step.name == "broker")

    assistant.save_answers({("broker", "host"): "127.0.0.1", ("broker", "port"): 9})
    assert said() == ""
    assistant.try_step("broker")
    assert said().startswith("Broker: the last test failed. 127.0.0.1:9 cannot be reached (")
    assert said("de").startswith("Broker: Der letzte Test ist fehlgeschlagen. Die Verbindung zum Broker gelingt nicht.")
    assistant.save_answers({("broker", "port"): 10})
    assert said() == ""


def test_a_video_as_the_camera_ends_unless_it_is_repeated(config: Path, tmp_path: Path) -> None:
    """The kiosk stops at its end; the page offers to repeat it."""
    video = write_film(tmp_path / "people.mp4", frames=5)
    assistant = begun(config)
    assistant.save_answers({("camera", "source"): str(video)})
    hints = [one for one in assistant.try_step("camera") if one.part == "video"]
    assert [(one.level, "Repeat the video" in one.cure) for one in hints] == [("warning", True)]
    assistant.save_answers({("camera", "loop"): True})
    assert [one for one in assistant.try_step("camera") if one.part == "video"] == []
    shown = {question.place: question for step in assistant.setup_steps() for question in step.questions}
    assert shown["camera", "loop"].value is True
    assert "video file" in shown["camera", "source"].hint


def test_a_broker_with_a_certificate_authority_of_its_own_is_trusted_by_an_answer(config: Path, tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    assistant = begun(config)
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        assistant.save_answers(
            {("broker", "host"): "127.0.0.1", ("broker", "port"): broker.port, ("broker", "tls"): True}
        )
        (refused,) = assistant.try_step("broker")
        assert "cannot be trusted" in refused.text
        assert "[broker] ca_file" in refused.cure
        shown = {question.place: question for step in assistant.setup_steps() for question in step.questions}
        assert "[broker] ca_file" in shown["broker", "ca_file"].hint
        assistant.save_answers({("broker", "ca_file"): str(certificates.ca)})
        assert {one.level for one in assistant.try_step("broker")} <= {"ok", "warning"}


def test_devices_and_the_zone_of_this_machine_are_suggested(tmp_path: Path) -> None:
    assert suggest_answers(tmp_path)["camera", "source"] == ()
    (tmp_path / "dev" / "v4l" / "by-id").mkdir(parents=True)
    for name in ("dev/video0", "dev/video1"):
        (tmp_path / name).touch()
    assert [path[-6:] for path in suggest_answers(tmp_path)["camera", "source"]] == ["video0", "video1"]
    (tmp_path / "dev/v4l/by-id/usb-Cam-video-index0").touch()
    assert suggest_answers(tmp_path)["camera", "source"] == (str(tmp_path / "dev/v4l/by-id/usb-Cam-video-index0"),)
    plugin = tmp_path / "usr/lib/aarch64-linux-gnu/gstreamer-1.0/libgstnvarguscamerasrc.so"
    plugin.parent.mkdir(parents=True)
    plugin.touch()
    _, pipeline = suggest_answers(tmp_path)["camera", "source"]
    assert pipeline.startswith("gst: nvarguscamerasrc ! ")
    drops = " ! videorate drop-only=true max-rate=15 ! nvvidconv ! "  # before the frames cost a conversion
    assert drops in pipeline
    assert f"`{pipeline}`" in (ROOT / "docs" / "shop/camera.md").read_text(encoding="utf-8")
    for each in BOARD_CAMERAS.values():
        assert parse_pipeline(each).is_live
    assert kit_ports(tmp_path) == []
    (tmp_path / "etc").mkdir()
    assert machine_time_zone(tmp_path) == ""
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    assert machine_time_zone(tmp_path).endswith("Berlin")


def test_every_step_has_a_name_of_its_own_and_every_question_a_key() -> None:
    assert len({step.name for step in STEPS}) == len(STEPS)
    assert len(QUESTIONS) == sum(len(step.questions) for step in STEPS)


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("Müller GmbH", "mueller-gmbh"),
        (" Café  Größe & Co. ", "cafe-groesse-co"),
        ("Łódź_7", "lodz_7"),
        ("x" * 63 + " y", "x" * 63),
    ],
)
def test_a_name_that_messages_cannot_carry_gets_a_proposal(config: Path, name: str, proposal: str) -> None:
    """And nothing is kept, until somebody takes it."""
    assistant = begun(config)
    with pytest.raises(SettingsRefusedError, match=f"Try: {proposal}"):
        assistant.save_answers({("site", "tenant"): name, ("site", "site"): "berlin-7"})
    assert "names" in missing(assistant)
    assistant.save_answers({("site", "tenant"): proposal})
    with pytest.raises(SettingsRefusedError, match=r"\[site\] tenant"):
        assistant.save_answers({("site", "tenant"): "Щ!"})


def test_videos_are_asked_for_where_the_player_is_installed(config: Path, tmp_path: Path) -> None:
    """The folder of the answer switches the player on; that of the default, the example and the docs is suggested."""
    assert not is_player_installed(tmp_path)
    unit = tmp_path / "etc/systemd/system/vitrina-screen.service"
    unit.parent.mkdir(parents=True)
    unit.touch()
    assert is_player_installed(tmp_path)
    assert suggest_answers(tmp_path)["player", "media"] == (str(MEDIA),)
    assistant = begun(config)
    assert "films" not in [step.name for step in assistant.setup_steps()]
    assistant._has_player = True  # as where install.sh --player ran
    films = next(step for step in assistant.setup_steps() if step.name == "films")
    assert (films.missing != "", films.questions[0].value) == (True, None)
    assistant.save_answers({("player", "media"): str(tmp_path)})
    films = next(step for step in assistant.setup_steps() if step.name == "films")
    assert (films.missing, films.questions[0].value) == ("", str(tmp_path))
    settings = load_settings_file(config.with_name("vitrina.toml.draft"))
    assert settings.player is not None
    assert (settings.player.media, settings.playback.feed) == (tmp_path, "player")


def test_the_step_for_videos_says_how_many_it_found(config: Path, tmp_path: Path) -> None:
    """The player shows what lies there, by the end of its name; a folder without any is not "It works"."""
    assistant = begun(config)
    assistant._has_player = True
    assistant.save_answers({("player", "media"): str(tmp_path)})
    empty = assistant.try_step("films")[-1]
    assert (empty.level, empty.text) == ("warning", f"found no videos or images in {tmp_path}.")
    for name in ("a.mp4", "b.WEBM", "c.png", "d.txt"):
        (tmp_path / name).touch()
    found = assistant.try_step("films")[-1]
    assert (found.level, found.text) == ("ok", f"found 2 videos and 1 image in {tmp_path}.")


def test_results_are_in_the_language_of_the_page_and_their_details_in_english(config: Path) -> None:
    assistant = begun(config)
    assistant.save_answers({**NAMES, ("broker", "host"): "127.0.0.1", ("broker", "port"): 9})
    (found,) = assistant.try_step("broker", "de")
    assert (found.level, found.part, found.cure) == ("error", "Broker", "")
    assert found.text.startswith("Die Verbindung zum Broker gelingt nicht.")
    assert "cannot be reached" in found.detail
    names, law = assistant.try_step("names", "de")
    assert law.part == "Recht"
    assert (names.part, names.text) == ("Namen", "Die Namen sind gesetzt.")
    assert "acme/berlin-7/door" in names.detail


MAKES = {"good_finding": "ok", "warning_finding": "warning", "fault_finding": "error", "untried_finding": "untried"}
LEVELS = {"ok", "warning", "error", "untried"}
OTHERS = {"secrets", "masks", "screen", "loopback", "adverts", "voice", "body"}
"""Parts that the same modules check and no step tests."""


def made_findings(source: str) -> Iterator[tuple[str, str]]:
    """Parts and levels of the findings that a module makes."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in MAKES and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value), MAKES[call.func.id]


@pytest.mark.parametrize("code", CODES[1:])
def test_every_result_of_a_step_has_a_sentence_in_every_language(code: str) -> None:
    texts, checks = result_texts(code), {name for step in STEPS for name in step.checks}
    modules = {check.run.module for check in PARTS if check.name in checks and isinstance(check.run, LazyCheck)}
    for module in modules:
        for part, level in made_findings((ROOT / "edge/tools/doctor" / f"{module}.py").read_text(encoding="utf-8")):
            assert part in OTHERS or level in texts[part], (module, part, level)
    assert checks <= texts.keys()
    assert texts["any"].keys() == LEVELS
    assert all(levels.keys() <= {"name", *LEVELS} for levels in texts.values())


def test_one_folder_of_videos_is_the_default_and_that_of_every_document() -> None:
    """No two places: one who follows the docs finds the films where the kiosk looks for them."""
    named = {
        folder
        for file in [ROOT / "README.md", ROOT / "systemd" / "vitrina.toml", *(ROOT / "docs").rglob("*.md")]
        for folder in re.findall(r"/var/lib/vitrina[-/]media\b", file.read_text(encoding="utf-8"))
    }
    assert named == {str(MEDIA)}
    assert PlayerSettings().media == MEDIA
    assert f'# media = "{MEDIA}"' in example_settings()


def test_the_sign_is_made_of_the_answers_so_far_or_says_what_is_missing(config: Path) -> None:
    """In the language of the page and in English, before anybody has seen it in its place."""
    assistant = begun(config)
    assistant.save_answers({("notice", "operator"): "Acme, Berlin", ("notice", "version"): "2026-11"})
    answers: dict[SettingKey, object] = {("notice", "contact"): "a@example.org"}
    with pytest.raises(SettingsRefusedError) as refused:
        assistant.sign_pdf("de")
    assert str(refused.value) == "Das Schild ist nicht vollständig (Kontakt, Rechtsgrundlage)."
    assistant.save_answers({**answers, ("notice", "legal_basis"): "legitimate interests"})
    assert assistant.sign_pdf("de").startswith(b"%PDF-")
    assert not config.exists()


def questions(assistant: Assistant) -> set[str]:
    return {f"{one.place[0]}.{one.place[1]}" for step in assistant.setup_steps() for one in step.questions}


def test_a_country_adds_the_questions_that_its_law_asks(config: Path) -> None:
    """France asks about the street; the Netherlands, why smiles are detected."""
    assistant = begun(config)
    own = {"site.seen_from_street", "notice.reason"}
    assert not own & questions(assistant)
    assistant.save_answers({("site", "country"): "FR"})
    assert own & questions(assistant) == {"site.seen_from_street"}
    assistant.save_answers({("site", "country"): "NL"})
    assert own & questions(assistant) == {"notice.reason"}
    with pytest.raises(SettingsRefusedError, match="GB for the United Kingdom"):
        assistant.save_answers({("site", "country"): "UK"})


def test_the_legal_basis_has_three_choices_and_no_ready_value(config: Path) -> None:
    """With a country, the sign is incomplete until the balancing test has a date."""
    assistant = begun(config)
    steps = {step.name: step for step in assistant.setup_steps()}
    (basis,) = [one for one in steps["sign"].questions if one.place == ("notice", "legal_basis")]
    assert (basis.value, basis.choices) == (None, ("consent", "legitimate interests", "public task"))
    sign = {"operator": "Shop Ltd", "contact": "shop@example.org", "legal_basis": basis.choices[1], "version": "1"}
    assistant.save_answers({("site", "country"): "DE-BE", **{("notice", key): text for key, text in sign.items()}})
    missing = {step.name: step.missing for step in assistant.setup_steps()}
    assert missing["sign"] == "The sign is incomplete (Date of the balancing test)."
    with pytest.raises(SettingsRefusedError, match="Date of the balancing test"):
        assistant.sign_pdf("en")
    assistant.save_answers({("notice", "balancing_test_on"): "2026-11-24"})
    assert {step.name: step.missing for step in assistant.setup_steps()}["sign"] == ""
