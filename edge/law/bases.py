"""The three legal bases to choose from, and what each asks for. There is no ready one: the operator decides."""

from typing import Literal

Basis = Literal["consent", "legitimate interests", "public task"]

CONSENT: Basis = "consent"
LEGITIMATE_INTERESTS: Basis = "legitimate interests"
PUBLIC_TASK: Basis = "public task"

ARTICLES: dict[Basis, str] = {CONSENT: "6(1)(a)", LEGITIMATE_INTERESTS: "6(1)(f)", PUBLIC_TASK: "6(1)(e)"}
"""Article of the GDPR with each basis."""

ASKS: dict[Basis, str] = {
    CONSENT: "Each person agrees before the camera sees them, freely, for this purpose, and can withdraw as easily. "
    "Vitrina cannot ask passers-by: you must.",
    LEGITIMATE_INTERESTS: "Your interest, the need for a camera, and a written balancing test against the rights of "
    "the people, with children in mind. Enter its date in [notice] balancing_test_on.",
    PUBLIC_TASK: "A law that gives you this task, as a public body. Name it in [notice] purpose.",
}
"""What each basis asks for, as text for people."""
