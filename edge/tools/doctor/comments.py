"""Checks the model that classifies comments: its file, and its result for one text."""

from collections.abc import Iterator

from edge.kiosk import build, networks
from edge.settings.settings import Settings, SettingsError
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, error_finding, fault_finding, good_finding
from edge.tools.doctor.licence import licence_finding
from models.serving.spec import ModelFileError

TRIED = "The bread was lovely, thank you."


def comments_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that comments can be classified: package, model file, licence, and the result for a test text.

    There are no findings if the kiosk takes no comments.
    """
    settings: Settings = context.require_settings()
    if not settings.comments.page:
        return
    try:
        build.check_comment_model(settings)
        spec = networks.model_spec(settings, "text")
        scores = build.build_comment_reader(spec).read(TRIED)
    except (ModelFileError, SettingsError) as error:
        yield error_finding("comments", error, "Set [comments] page = false to run without comments.")
        return
    total = scores.negative + scores.neutral + scores.positive
    if abs(total - 1) > 0.01:
        text = f"the probabilities of {spec.label} add up to {total:.2f} instead of 1."
        yield fault_finding("comments", text, "Download it again, or name another in [models] text.")
        return
    k, until = settings.audience.k_reaction, "the day, or its part, ends"
    waits = f"Comments are queued until they fill {k} slots of ten minutes, or {until}."
    yield good_finding("comments", f"{spec.label} is the right file and works. {waits}")
    yield licence_finding(spec)
