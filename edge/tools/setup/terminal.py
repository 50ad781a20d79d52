"""`vitrina setup`: asks for a kiosk's settings in the terminal."""

import getpass
import shlex
import sys
from importlib.util import find_spec

from edge.console.hooks import SettingsRefusedError
from edge.console.setup import NamesRefusedError, SetupQuestion, SetupStep
from edge.console.values import Finding
from edge.exit_codes import DONE
from edge.settings.pages import ConsoleSettings
from edge.settings.places import MACHINE, find_settings
from edge.settings.settings import SettingsError
from edge.tools.setup.assistant import Assistant
from edge.tools.setup.camera_search import FIND, HINT, choose_camera
from edge.tools.setup.draft import SettingsDraft

MARKS = {"ok": "✓", "warning": "!", "error": "✗", "untried": "·"}
YES, NO = ("y", "yes"), ("n", "no")


def run_terminal_setup(config: str | None) -> int:
    """Ask all setup questions. Each answer is stored at once; the next call continues there. Raises SettingsError."""
    place = find_settings(config)
    has_page = find_spec("starlette") is not None  # the kiosk would not start with a page that it cannot serve
    try:
        draft = SettingsDraft(place.path, ConsoleSettings().port if has_page else None)
        session = TerminalSetup(Assistant(draft))
        if not session.ask_all_steps():
            _say(f"\nSaved in {draft.current_file}. To continue from there, run vitrina setup.")
            return DONE
        is_new = draft.is_draft
        session.assistant.finish_setup()
        steps = session.assistant.setup_steps()
    except SettingsRefusedError as error:
        raise SettingsError(str(error)) from None
    for step in steps:
        if step.missing:
            _say(f"! {step.missing}")
    _say(f"Written: {draft.path}")
    config_option = f" --config {shlex.quote(str(draft.path))}" if place.is_named else ""
    if draft.path == MACHINE.settings:
        _say(f"Next: sudo systemctl {'start' if is_new else 'reload'} vitrina")
    else:
        _say(f"Next: vitrina run{config_option}")
    return DONE


class TerminalSetup:
    """Asks questions on standard error, and reads answers from standard input, line by line."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def ask_all_steps(self) -> bool:
        """Ask all steps. Returns False if the input ended before the last step."""
        _say("Leave a line empty to answer later. Ctrl-C ends the setup and keeps your answers.")
        try:
            for name in [step.name for step in self.assistant.setup_steps()]:
                self._ask_step(self._find_step(name))
        except (EOFError, KeyboardInterrupt):
            return False
        return True

    def _ask_step(self, step: SetupStep) -> None:
        _say(f"\n{step.title}\n{step.text}")
        if step.takes_code and self._ask_and_redeem_code():
            return
        while True:
            for question in step.questions:
                self._ask_question(question)
            if not step.can_try or not _is_yes("Test it now? [Y/n] ", default=True):
                return
            findings = self.assistant.try_step(step.name)
            for finding in findings:
                _say(_line(finding))
            if all(one.level != "error" for one in findings) or not _is_yes("Ask again? [y/N] ", default=False):
                return
            step = self._find_step(step.name)

    def _find_step(self, name: str) -> SetupStep:
        """The step as it is now: earlier answers decide some of its questions."""
        return next(step for step in self.assistant.setup_steps() if step.name == name)

    def _ask_and_redeem_code(self) -> bool:
        """Ask for a one-time code, and redeem it. Returns True if it answered the step."""
        while code := _read_line("Code of the central server, if you have one: "):
            try:
                self.assistant.redeem_code(code)
            except SettingsRefusedError as error:
                _say(str(error))
            else:
                return True
        return False

    def _ask_question(self, question: SetupQuestion) -> None:
        """Ask a question until its answer can be stored, or until there is no answer."""
        for number, choice in enumerate(question.choices, 1):
            _say(f"  {number}: {choice}")
        if _is_camera(question):
            _say(f"  {HINT}")
        while True:
            text = _read_line(_prompt(question), is_secret=question.kind == "secret")
            if _is_camera(question) and text.lower() == FIND:
                text = choose_camera(_read, _say)
            if not text:
                return
            value = _parse_value(question, text)
            has_other = question.value is not None and value != question.value
            if has_other and not _is_yes(f"  Replace {_shown(question)}? [y/N] ", default=False):
                return
            if self._keep_answer(question, value):
                return

    def _keep_answer(self, question: SetupQuestion, value: object) -> bool:
        """Store the answer, or the name that was proposed in its place. Returns True if a value was stored."""
        try:
            try:
                self.assistant.save_answers({question.place: value})
            except NamesRefusedError as error:
                proposal = error.proposals[0].proposal
                if not _is_yes(f"  Only a-z, 0-9, _ and - are allowed. Use {proposal}? [Y/n] ", default=True):
                    return False
                self.assistant.save_answers({question.place: proposal})
        except SettingsRefusedError as error:
            _say(f"  {error}")
            return False
        return True


def _is_camera(question: SetupQuestion) -> bool:
    return question.place == ("camera", "source")


def _parse_value(question: SetupQuestion, text: str) -> object:
    """Convert an input line into a value. The settings reject a value that does not fit."""
    if text.isdecimal() and 1 <= int(text) <= len(question.choices):
        return question.choices[int(text) - 1]
    if question.kind == "yes":
        return True if text.lower() in YES else False if text.lower() in NO else text
    if question.kind == "number":
        try:
            return int(text) if text.lstrip("+-").isdecimal() else float(text)
        except ValueError:
            return text
    return text


def _prompt(question: SetupQuestion) -> str:
    hint = f" ({question.hint})" if question.hint else ""
    present = "" if question.value is None else f" [{_shown(question)}]"
    return f"  {question.label}{hint}{' [y/n]' if question.kind == 'yes' else ''}{present}: "


def _shown(question: SetupQuestion) -> str:
    if question.kind == "secret":
        return "stored"
    return {True: "y", False: "n"}.get(question.value, "") if question.kind == "yes" else str(question.value)  # type: ignore[call-overload]


def _line(finding: Finding) -> str:
    cure = f"\n    {finding.cure}" if finding.cure else ""
    return f"  {MARKS[finding.level]} {finding.part}: {finding.text}{cure}"


def _is_yes(prompt: str, *, default: bool) -> bool:
    """Ask until the answer is yes, no or empty. Returns True for yes, and `default` for an empty answer."""
    while text := _read_line(prompt).lower():
        if text in YES or text in NO:
            return text in YES
        _say("  Type y for yes or n for no.")
    return default


def _read_line(prompt: str, *, is_secret: bool = False) -> str:
    """Read an input line. A password is not shown. Raises EOFError at the end of the input."""
    if is_secret and sys.stdin.isatty():
        return getpass.getpass(prompt).strip()
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _read(prompt: str, is_secret: bool) -> str:
    return _read_line(prompt, is_secret=is_secret)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
