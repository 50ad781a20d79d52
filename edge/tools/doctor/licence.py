"""Finding about the licence of a model, and whether a business may use the model."""

from edge.tools.doctor.finding import DoctorFinding, good_finding, warning_finding
from models.serving.spec import ModelSpec


def licence_finding(spec: ModelSpec) -> DoctorFinding:
    """Finding about a model's licence. It is good only if a business may use the model."""
    text = f"{spec.name}: {spec.licence}. {spec.licence_note}"
    if spec.may_be_used("commercial"):
        return good_finding("licence", text)
    return warning_finding(
        "licence", text, 'Do not use it in a business. With [models] use = "shop", the kiosk accepts no such model.'
    )
