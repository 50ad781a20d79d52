"""The strip on the player's page: who is responsible, how to object, and the content of the strip's QR code."""

from dataclasses import dataclass

from edge.screen.notice.facts import Language, NoticeFacts
from edge.screen.notice.page import ways_to_object
from edge.screen.notice.texts import notice_texts


@dataclass(frozen=True, slots=True)
class StripLines:
    """Lines of the strip below the line with the state of the measurement."""

    operator: str
    objection: str


def notice_strip_lines(language: Language, facts: NoticeFacts) -> StripLines:
    """The operator with the contact, and the ways to object that need no keyboard."""
    text, operator = notice_texts(language), facts.operator
    return StripLines(
        operator=f"{text['label_operator']}: {operator.name} · {operator.contact}",
        objection=f"{_objection(language, facts)} {text['strip_code']}",
    )


def notice_qr_content(language: Language, facts: NoticeFacts) -> str:
    """Content of the QR code: the address of the full text, or the operator, the contact and how to object."""
    operator = facts.operator
    return operator.address or f"{operator.name}\n{operator.contact}\n{_objection(language, facts)}"


def _objection(language: Language, facts: NoticeFacts) -> str:
    return notice_texts(language)["strip_object"].format(ways=ways_to_object(language, facts.operator))
