"""The scripted person of `make first-day-try` answers what the set-up page asks; that command tries the browser."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from edge.console.hooks import SettingKey
from edge.tools.setup import assistant as setup_assistant
from edge.tools.setup.assistant import Assistant
from edge.tools.setup.draft import SettingsDraft
from edge.tools.setup.questions import STEPS
from tests.install_try import first_page
from tests.install_try.first_page import FirstPage
from tests.install_try.machine import Machine


class Answers:
    """Takes the answers as the page does, and tests those that need no camera and no broker."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant, self.page = assistant, self

    def goto(self, link: str) -> None: ...

    def open(self, link: str) -> None: ...

    def wait_for(self, condition: str) -> None: ...

    def is_asked(self, name: str) -> bool:
        steps = self.assistant.setup_steps()
        return place(name) in [question.place for step in steps for question in step.questions]

    def answer(self, step: str, says: str, **answers: str) -> str:
        """Fails if the step has nothing to answer it with, or its test finds something to check."""
        numbers = {question.place for one in STEPS for question in one.questions if question.kind == "number"}
        given: Mapping[SettingKey, object] = {
            place(name): json.loads(text) if place(name) in numbers else text for name, text in answers.items()
        }
        self.assistant.save_answers(given)
        if step in ("names", "staff"):
            found = self.assistant.try_step(step)
            assert [(one.text, one.cure) for one in found if one.level in ("error", "warning")] == []
        return "sudo systemctl set-property vitrina.service IPAddressAllow=192.0.2.1"


def place(name: str) -> SettingKey:
    section, key = name.split("__")
    return section, key


def test_the_scripted_person_leaves_nothing_missing_and_nothing_to_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_assistant, "is_player_installed", lambda: True)
    assistant = Assistant(SettingsDraft(tmp_path / "etc" / "vitrina.toml", 8461))
    monkeypatch.setattr(first_page, "Technician", lambda page: page)
    monkeypatch.setattr(first_page, "make_film", lambda *_: None)
    monkeypatch.setattr(FirstPage, "address", staticmethod(lambda: "192.0.2.1"))
    monkeypatch.delenv("PIP_CERT", raising=False)
    machine = Machine(tmp_path)
    monkeypatch.setattr(machine, "run", lambda command: command)
    answers = Answers(assistant)
    page = FirstPage(machine, answers)  # type: ignore[arg-type]
    page.answer_all("http://localhost/#link", 1883, "Example Market Ltd, London")
    assert [step.missing for step in assistant.setup_steps() if step.missing and step.name != "notice"] == []
    confirmed = {"notice__confirmed_by": "Ada", "notice__confirmed_on": "2026-11-20"}
    answers.answer("notice", "seen by Ada", **confirmed)
    assert [step.missing for step in assistant.setup_steps() if step.missing] == []
