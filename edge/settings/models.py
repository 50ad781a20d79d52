"""Settings section for the models that analyse faces, voices, biosignals and comments."""

from typing import Literal

from pydantic import Field, model_validator

from edge.settings.section import File, SettingsSection

USE_OF_LICENCE = {"commercial": "shop", "non-commercial": "research", "evaluation": "research"}
"""Maps each value of the old key `[models] model_licence` to a value of `[models] use`."""


class ModelsSettings(SettingsSection):
    """The models, and the use that their licences and cards must allow."""

    use: Literal["shop", "research"] = Field(
        "shop",
        description='"shop": only models whose card says commercial, and only measures that the card shows to work. '
        '"research": every model. Messages contain the use, so that research data can be marked',
    )
    model_licence: Literal["evaluation", "non-commercial", "commercial"] | None = Field(
        None,
        description='old key, read for one release: "commercial" means use = "shop", the others mean use = "research"',
    )
    expression: Literal["none"] | File | None = Field(
        None,
        description='JSON card of the expression model. "none": no expression is read. Faces are still detected, for '
        "visits and attention. Empty: the model shipped with Vitrina for this use",
    )
    voice: File | None = Field(
        None,
        description="JSON card of the voice model, used with a [microphone]. Empty: the model shipped with Vitrina. "
        'With use = "shop" a model is not used if it fails the checks of its card',
    )
    body: File | None = Field(
        None, description="JSON card of the biosignal model, used with [[kits]]. Empty: the model shipped with Vitrina"
    )
    text: Literal["none"] | File | None = Field(
        None,
        description='JSON card of the model that reads comments, used with [comments]. "none": none. Empty: the model '
        "shipped with Vitrina",
    )
    runtime: Literal["auto", "onnxruntime", "tensorrt", "cuda"] = Field(
        "auto",
        description='program that runs the models. "auto": TensorRT if it is installed, else ONNX Runtime. "tensorrt": '
        'the same, and an alert if TensorRT is not installed. "cuda": ONNX Runtime on the GPU (package '
        'onnxruntime-gpu), and an alert if that fails. "onnxruntime": never the GPU',
    )
    engines: File | None = Field(
        None,
        description="folder for TensorRT's engines. Empty: /var/cache/vitrina/engines, or the user's own cache folder",
    )

    @model_validator(mode="before")
    @classmethod
    def _set_use_from_old_key(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        licence = values.get("model_licence")
        meant = USE_OF_LICENCE.get(str(licence))
        if meant is None:
            return values
        if values.get("use", meant) != meant:
            raise ValueError(
                f'model_licence = "{licence}" means the same as use = "{meant}", but use = "{values["use"]}" is set. '
                "Remove model_licence"
            )
        return {**values, "use": meant}

    @property
    def old_key_warning(self) -> str | None:
        """Warning that the old key is set. None if it is not."""
        if self.model_licence is None:
            return None
        return (
            "settings: [models] model_licence is an old key, which the next release refuses. Replace it with use = "
            f'"{self.use}".'
        )
