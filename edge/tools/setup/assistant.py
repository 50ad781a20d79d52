"""Setup answers for a new kiosk: stored in the settings, and tested by the doctor's checks."""

import re
import shlex
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address

from edge.address_secrets import HIDDEN
from edge.clock import Clock, is_plausible_time, machine_time_s
from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.console.setup import CameraOffers, NameProposal, NamesRefusedError, SetupStep
from edge.console.texts import CODES, language_texts
from edge.console.values import Finding
from edge.kiosk.process import reload
from edge.messages.enrolment import CodeError, parse_enrolment_code
from edge.messages.names import propose_valid_name
from edge.messages.wire import NAME
from edge.screen.notice.texts import LANGUAGES
from edge.settings.places import MACHINE
from edge.settings.player import MEDIA as DEFAULT_MEDIA
from edge.settings.settings import Settings
from edge.sources.camera.address import redact_source, source_kind
from edge.sources.camera.gst_pipeline import PipelineRefusedError, parse_pipeline
from edge.sources.camera.network_address import NetworkAddress
from edge.tools.doctor.finding import DoctorContext
from edge.tools.doctor.parts import PARTS, run_check
from edge.tools.enrol.errors import EnrolError, EnrolServerError
from edge.tools.enrol.server import redeem_code, require_right_clock
from edge.tools.settings_store import parse_json_value
from edge.tools.setup.camera_choice import CameraChoice
from edge.tools.setup.draft import SettingsDraft
from edge.tools.setup.films import player_settings_values
from edge.tools.setup.found import is_player_installed, kit_ports, suggest_answers
from edge.tools.setup.questions import FILMS, NAMES, PASSWORD, QUESTIONS, SIGN, STEPS
from edge.tools.setup.results import localize_findings, media_findings
from edge.tools.setup.shown import build_setup_step, missing_settings_text
from edge.tools.setup.sign import make_sign_pdf

_CAMERA = ("camera", "source")
_CHECKS = {check.name: check for check in PARTS}
_REPEAT = "Check “Repeat the video” ([camera] loop), or choose a camera."


class Assistant:
    """Stores answers in a draft of the settings. Any thread may call it; the calls run one after the other."""

    def __init__(self, draft: SettingsDraft, *, is_first: bool = False) -> None:
        """`is_first`: the settings do not exist yet. Once somebody has created them, no more answers are accepted."""
        self._draft, self._is_first, self._lock = draft, is_first, threading.Lock()
        self._has_player = is_player_installed()
        self._cameras = CameraChoice()
        self._failed: dict[str, Finding] = {}  # first error of the last test, by step
        draft.begin()

    def now(self) -> float:
        """Current time in seconds since 1970 UTC."""
        return machine_time_s()

    def setup_steps(self, language: str = CODES[0]) -> Sequence[SetupStep]:
        """The setup steps, with the current answers and this kiosk's devices."""
        settings, found = self._draft.load_current_settings(), suggest_answers()
        asked = [step for step in STEPS if step.name != FILMS or self._has_player]
        law = self._draft.place_law(settings)
        failed = {step: localize_findings([one], language)[0] for step, one in self._failed.copy().items()}
        texts = language_texts(language)
        return [build_setup_step(step, settings, found, texts, law, failed.get(step.name)) for step in asked]

    def sign_pdf(self, language: str) -> bytes:
        """The door sign as `vitrina notice --pdf` makes it.

        Its languages come from the settings. If none are set, they are the language of the page and English. Raises
        SettingsRefusedError.
        """
        settings = self._draft.load_current_settings()
        is_chosen = "languages" in settings.notice.model_fields_set
        chosen = settings.notice.languages if is_chosen else dict.fromkeys([language, CODES[0]])
        try:
            return make_sign_pdf(settings, [code for code in LANGUAGES if code in chosen])
        except SettingsRefusedError:
            if why := missing_settings_text(SIGN, settings, language_texts(language)):
                raise SettingsRefusedError(why) from None
            raise

    def save_answers(self, values: Mapping[SettingKey, object]) -> None:
        """Store answers to setup questions. Raises SettingsRefusedError."""
        for place in values:
            if place not in QUESTIONS:
                raise SettingsRefusedError(f"[{place[0]}] {place[1]} cannot be set here. Edit the settings file.")
        if proposals := [*_proposals(values)]:
            raise NamesRefusedError(proposals)
        checked = {place: parse_json_value(place, value) for place, value in values.items()}
        if checked.get(_CAMERA) == redact_source(self._draft.load_current_settings().camera.source):
            del checked[_CAMERA]  # as it is shown, without its password
        _require_camera(str(checked.get(_CAMERA, "")))
        checked |= player_settings_values(checked)
        with self._lock:
            self._require_open()
            password = checked.pop(PASSWORD, "")
            if not isinstance(password, str):
                raise SettingsRefusedError("[broker] password must be text.")
            if checked:
                self._draft.save_values(checked)
            if password:
                self._draft.save_password(password)
            self._forget_tests(values)

    def redeem_code(self, code: str) -> None:
        """Take the kiosk's names and the broker from a one-time code of central. Raises SettingsRefusedError."""
        with self._lock:
            self._require_open()
            try:
                read = parse_enrolment_code(code)
                files = self._draft.kiosk_files(DEFAULT_MEDIA if self._has_player else None)
                files.require_writable()
                if not is_plausible_time(self.now()):
                    raise SettingsRefusedError("clock: this kiosk's clock is not set. Set it (timedatectl).")
                require_right_clock(read, self.now())
                files.write_answer(redeem_code(read, None if self._draft.is_draft else files.kiosk_name))
                self._failed.clear()
            except EnrolServerError as error:
                raise SettingsRefusedError("\n".join([str(error), *map(_told, self._allow(read.host))])) from None
            except (CodeError, EnrolError) as error:
                raise SettingsRefusedError(str(error)) from None

    def try_step(self, step: str, language: str = CODES[0]) -> Sequence[Finding]:
        """Test the answers to a step with the doctor's checks. Raises SettingsRefusedError."""
        wanted = next(one for one in STEPS if one.name == step)
        with self._lock:
            self._require_open()
            settings = self._draft.load_current_settings()
            context = DoctorContext(self._draft.current_file, Clock().now, settings=settings)
            found = [finding for name in wanted.checks for finding in run_check(_CHECKS[name], context)]
            shown = [Finding(one.part, one.level, one.text, one.cure) for one in found]
            errors = [one for one in shown if one.level == "error"]
            self._failed.pop(step, None)
            if errors:
                self._failed[step] = errors[0]
        is_well = not errors
        return localize_findings([*shown, *self._step_hint_findings(step, settings, is_well=is_well)], language)

    def find_cameras(self, user: str, password: str, language: str = CODES[0]) -> CameraOffers:
        """Search the local networks for cameras. Raises SettingsRefusedError, as while another search runs."""
        self._require_open()
        found = self._cameras.find(user, password, language)
        if self._is_over():
            self._cameras.forget()
        return found

    def use_camera(self, address: str) -> None:
        """Store the stream of a camera of the last search as the answer. Raises SettingsRefusedError."""
        self.save_answers({_CAMERA: self._cameras.stream_address(address)})

    def finish_setup(self) -> None:
        """Create the settings file, if a kiosk can be started with it. Raises SettingsRefusedError."""
        with self._lock:
            try:
                reload.check_settings_files(self._draft.load_current_settings(), self.now)
            except reload.REFUSALS as error:
                raise SettingsRefusedError(str(error)) from None
            self._draft.make_settings_file()
            self._cameras.forget()

    def _is_over(self) -> bool:
        """True once somebody has created the settings of a new kiosk."""
        return self._is_first and not self._draft.is_draft

    def _require_open(self) -> None:
        if self._is_over():
            raise SettingsRefusedError(
                f"setup: {self._draft.path} has been created in the meantime, and the kiosk is starting. To change the "
                "settings, edit this file."
            )

    def _forget_tests(self, values: Mapping[SettingKey, object]) -> None:
        """Forget the last test of each step with changed answers."""
        for step in STEPS:
            if any(question.place in values for question in step.questions):
                self._failed.pop(step.name, None)

    def _step_hint_findings(self, step: str, settings: Settings, *, is_well: bool) -> Iterator[Finding]:
        """Notes on a setup step, in addition to the findings of the doctor's checks."""
        if not is_well and step == "broker":
            yield from self._allow(settings.broker.host)
        if step == "camera" and source_kind(settings.camera.source) == "file" and not settings.camera.loop:
            yield Finding("video", "warning", "the kiosk stops at the end of this video file.", _REPEAT)
        if not is_well and step == "camera" and source_kind(settings.camera.source) == "network":
            with suppress(ValueError):  # the check of the camera says what is wrong with the address
                yield from self._allow(NetworkAddress.parse(settings.camera.source).host)
        if step == FILMS and settings.player:
            yield from media_findings(settings.player.media)
        if step == "microphone" and not settings.kits and (ports := kit_ports()):
            cure = "After the consent, add [[kits]] to the settings file, with port, kit, wearer and consent."
            yield Finding("kits", "untried", f"serial ports: {', '.join(ports)}.", cure)

    def _allow(self, host: str) -> Iterator[Finding]:
        """Command that lets the service reach a host. systemd blocks all other hosts, and no page can change this."""
        if self._draft.path == MACHINE.settings and not _is_this_machine(host):
            text = f"the service can reach only this kiosk until its list of addresses contains those of {host}."
            yield Finding("addresses", "warning", text, f"On the kiosk, run this, then try again: {_line(host)}")


def _require_camera(source: str) -> None:
    """Raise SettingsRefusedError for a pipeline that a kiosk would reject, such as one that sends frames elsewhere, and
    for a shown address with a hidden password.
    """
    kind = source_kind(source)
    if kind == "network" and HIDDEN in source:
        raise SettingsRefusedError(
            f"[camera] source: {HIDDEN} is a hidden part of the address. Enter the whole address, with its password."
        )
    if kind != "pipeline":
        return
    try:
        parse_pipeline(source)
    except PipelineRefusedError as error:
        raise SettingsRefusedError(f"[camera] source: {error}") from None


def _line(host: str) -> str:
    """Command line to run so that the service can reach a host.

    To reach a host name, the service also needs the name servers. The command also allows this kiosk's own address,
    because an unknown host name would otherwise result in an empty list, which would block even the page.
    """
    ask = f"getent ahosts {shlex.quote(host)}"
    if not _is_address(host):
        ask = f"{{ {ask}; sed -n 's/^nameserver[[:space:]]*//p' /etc/resolv.conf; }}"
    addresses = f"$({ask} | cut -d' ' -f1 | cut -d% -f1 | sort -u | tr '\\n' ' ')"
    return f'sudo systemctl set-property vitrina.service IPAddressAllow="127.0.0.0/8 ::1 {addresses}"'


def _is_this_machine(host: str) -> bool:
    """True for a host name or address that the service may always reach."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _told(finding: Finding) -> str:
    return f"{finding.part}: {finding.text} {finding.cure}"


def _proposals(values: Mapping[SettingKey, object]) -> Iterator[NameProposal]:
    """For each name that messages cannot contain: a similar valid name, if there is one."""
    for place in NAMES:
        name = values.get(place)
        if isinstance(name, str) and name and re.fullmatch(NAME, name) is None and (close := propose_valid_name(name)):
            yield NameProposal(".".join(place), name, close)
