"""Facts for the notice, from the settings: what this kiosk measures, and who is responsible for it."""

from collections.abc import Sequence
from math import ceil

from edge.kiosk import networks
from edge.screen.notice.facts import NoticeFacts, NoticeOperator, ReadsFaces
from edge.settings.notice import NoticeSettings
from edge.settings.settings import Settings, SettingsError
from edge.uplink.outbox.outbox import OutboxLimits

DAY_S = 86_400


def notice_facts(settings: Settings) -> NoticeFacts:
    """Facts for the notice. Raises SettingsError if the settings lack any of them, and ModelFileError."""
    wanted = settings.notice
    if missing := settings.missing_notice_text_keys():
        raise SettingsError(f"notice: {incomplete_notice_text(missing)}")
    assert wanted.version is not None
    assert wanted.operator is not None
    assert wanted.contact is not None
    assert wanted.legal_basis is not None
    return NoticeFacts(
        operator=NoticeOperator(
            name=wanted.operator,
            contact=wanted.contact,
            legal_basis=wanted.legal_basis,
            purpose=wanted.purpose,
            officer=wanted.data_protection_officer,
            recipients=wanted.recipients,
            transfers=wanted.transfers,
            authority=wanted.authority,
            retention=wanted.retention,
            server_months=wanted.server_months,
            how_to_object=wanted.how_to_object,
            address=wanted.address,
        ),
        version=wanted.version,
        reads=_reads(networks.choose_expression_reader(settings).measures),
        listens=settings.microphone.device is not None,
        hears_laughter=settings.microphone.device is not None
        and networks.choose_network(settings, "voice").spec is not None,
        has_kits=bool(settings.kits),
        takes_comments=settings.comments.page,
        is_research=settings.models.use == "research",
        k=settings.audience.k,
        k_reaction=settings.audience.k_reaction,
        device_days=ceil(OutboxLimits().unsent_s / DAY_S + settings.outbox.keep_days),
        optout_s=None if wanted.shown == "sign" else wanted.optout_s,
    )


def incomplete_notice_text(missing: Sequence[str]) -> str:
    """Sentence that names each missing part of the notice and the setting to add."""
    fields = NoticeSettings.model_fields
    parts = "; ".join(f"{key} ({fields[key].description})" for key in missing)
    return f"not complete. [notice] lacks {parts}."


def _reads(measures: tuple[str, ...]) -> ReadsFaces:
    if not measures:
        return "attention"
    return "smiles" if measures == ("smile",) else "expressions"
