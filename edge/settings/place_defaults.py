"""Defaults that depend on the place of the kiosk. They are applied when the settings are loaded, so that every part of
the program sees the same values.
"""

from pathlib import Path

from edge.law.table import OWN_TABLE, LawTableError, PlaceLaw, load_law_table
from edge.settings.errors import SettingsError
from edge.settings.models import ModelsSettings
from edge.settings.notice import NoticeSettings
from edge.settings.settings import Settings


def find_place_law(settings: Settings, path: Path) -> PlaceLaw | None:
    """Known facts about the law at the kiosk's place; None without `[site] country`. `path`: the settings file, beside
    which the operator's own table may be. Raises SettingsError.
    """
    if settings.site.country is None:
        return None
    try:
        return load_law_table(path.with_name(OWN_TABLE)).place_law(settings.site.country)
    except LawTableError as error:
        raise SettingsError(str(error)) from None


def apply_place_defaults(settings: Settings, path: Path) -> Settings:
    """The settings with the defaults of the kiosk's place. Raises SettingsError if the operator's own table has an
    error.

    Without a reason, a place that starts without smiles has no expression model, whatever `[models]` names.
    """
    law = find_place_law(settings, path)
    if law is None:
        return settings
    notice, models = settings.notice, settings.models
    if law.authority is not None and notice.authority is None:
        notice = NoticeSettings.model_construct(
            _fields_set=notice.model_fields_set, **{**dict(notice), "authority": law.authority}
        )
    if law.starts_without_smiles and notice.reason is None:
        models = ModelsSettings.model_construct(
            _fields_set=models.model_fields_set - {"expression"}, **{**dict(models), "expression": "none"}
        )
    return settings.model_copy(update={"notice": notice, "models": models})
