"""Setup steps as the page and the terminal show them: in one language, with the current answers."""

from collections.abc import Mapping
from dataclasses import replace

from edge.console.hooks import SettingKey
from edge.console.setup import SetupQuestion, SetupStep
from edge.console.values import Finding
from edge.law.table import PlaceLaw
from edge.settings.settings import Settings
from edge.sources.camera.address import redact_source
from edge.tools.setup.questions import PASSWORD, Question, Step

Texts = Mapping[str, str]


def build_setup_step(
    step: Step,
    settings: Settings,
    found: Mapping[SettingKey, tuple[str, ...]],
    texts: Texts,
    law: PlaceLaw | None = None,
    failed: Finding | None = None,
) -> SetupStep:
    """A step with its texts and answers. `found`: answers that this kiosk's devices suggest, by question. `law`: known
    facts about the kiosk's place, which decide whether some questions are asked. `failed`: first error of the last
    test of these answers, in the language of the texts.
    """
    return SetupStep(
        step.name,
        texts[f"step_{step.name}"],
        texts[f"step_{step.name}_text"],
        tuple(
            _answered_question(question, settings, found.get(question.place, question.choices), texts)
            for question in step.questions
            if question.asked_if is None or (law is not None and question.asked_if(law))
        ),
        missing_settings_text(step, settings, texts) or _failed_test_text(step, failed, texts),
        bool(step.checks),
        step.takes_code,
        step.offers_sign,
        step.finds_cameras,
    )


def missing_settings_text(step: Step, settings: Settings, texts: Texts) -> str:
    """Text about the settings that a step still needs; empty if nothing is missing."""
    missing = step.missing(settings)
    if missing is None:
        return ""
    labels = (texts.get(f"question_{section}_{key}", f"[{section}] {key}") for section, key in missing.places)
    return texts[missing.key].format(keys=", ".join(labels))


def _failed_test_text(step: Step, failed: Finding | None, texts: Texts) -> str:
    """Text about the last test of a step; empty if the test found no error."""
    return texts["missing_test"].format(step=texts[f"step_{step.name}"], text=failed.text) if failed else ""


def _answered_question(question: Question, settings: Settings, found: tuple[str, ...], texts: Texts) -> SetupQuestion:
    """A question with the answer that somebody gave. A default value does not count as an answer."""
    section, key = question.place
    label, hint = (texts[f"{kind}_{section}_{key}"] for kind in ("question", "hint"))
    asked = SetupQuestion(question.place, label, hint, question.kind, choices=found)
    part = getattr(settings, section)
    if question.place == PASSWORD:
        return replace(asked, value=True if part.password or part.password_file else None)
    if part is None or key not in part.model_fields_set:
        return asked
    value = part.model_dump(mode="json")[key]
    return replace(asked, value=redact_source(value) if question.place == ("camera", "source") else value)
