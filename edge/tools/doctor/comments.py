"""Check of the network that reads comments: it is there, and it reads."""

from collections.abc import Iterator

from edge.kiosk import build, networks
from edge.settings.settings import Settings, SettingsError
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, error_finding, fault_finding, good_finding
from edge.tools.doctor.licence import licence_finding
from models.serving.spec import ModelFileError

TRIED = "The bread was lovely, thank you."


def comments_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that comments can be read: package, file, licence, one text of our own. Nothing where none are taken."""
    settings: Settings = context.require_settings()
    if not settings.comments.page:
        return
    try:
        build.check_comment_model(settings)
        spec = networks.model_spec(settings, "text")
        scores = build.build_comment_reader(spec).read(TRIED)
    except (ModelFileError, SettingsError) as error:
        yield error_finding("comments", error, "Set [comments] page = false to go on without them.")
        return
    total = scores.negative + scores.neutral + scores.positive
    if abs(total - 1) > 0.01:
        text = f"{spec.label} answers with probabilities that add up to {total:.2f}."
        yield fault_finding("comments", text, "Fetch it again, or name another in [models] text.")
        return
    k, until = settings.audience.k_reaction, "the day, or its part, ends"
    waits = f"Comments wait until they fill {k} slots of ten minutes, or {until}."
    yield good_finding("comments", f"{spec.label} is the right file and reads. {waits}")
    yield licence_finding(spec)
