"""Settings of the neural networks."""

from typing import Literal

from pydantic import Field, model_validator

from edge.settings.section import File, SettingsSection

USE_OF_LICENCE = {"commercial": "shop", "non-commercial": "research", "evaluation": "research"}
"""Value of the old key `[models] model_licence` to the use that it asks for."""


class ModelsSettings(SettingsSection):
    """The neural networks, and the use that their licences and cards must allow."""

    use: Literal["shop", "research"] = Field(
        "shop",
        description='"shop": only networks whose card says commercial, and only measures that the card shows to work. '
        '"research": every network. It is told in messages, so that data of research can be marked',
    )
    model_licence: Literal["evaluation", "non-commercial", "commercial"] | None = Field(
        None,
        description='old key, read for one release: "commercial" is use = "shop", the others are use = "research"',
    )
    expression: Literal["none"] | File | None = Field(
        None,
        description='JSON card of the reader of expressions. "none": no face is read, only flow and attention. Empty: '
        "the reader shipped with Vitrina for this use",
    )
    voice: File | None = Field(
        None,
        description="JSON card of the voice network, used with a [microphone]. Empty: the network shipped with "
        'Vitrina. With use = "shop" a network that does not pass the gate of its card is not used',
    )
    body: File | None = Field(
        None, description="JSON card of the body network, used with [[kits]]. Empty: the network shipped with Vitrina"
    )
    text: Literal["none"] | File | None = Field(
        None,
        description='JSON card of the network that reads comments, used with [comments]. "none": none. Empty: the '
        "network shipped with Vitrina",
    )
    runtime: Literal["auto", "onnxruntime", "tensorrt"] = Field(
        "auto",
        description='program that runs the networks. "auto": TensorRT if it is installed, else ONNX Runtime. '
        '"tensorrt": the same, and an alert if TensorRT is not installed. "onnxruntime": never the GPU',
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
                f'model_licence = "{licence}" is use = "{meant}", and use = "{values["use"]}" is set. '
                "Take model_licence out"
            )
        return {**values, "use": meant}

    @property
    def old_key_warning(self) -> str | None:
        """Warning that the old key is set; else None."""
        if self.model_licence is None:
            return None
        return (
            "settings: [models] model_licence is an old key, which the next release refuses. "
            f'Write use = "{self.use}" in its place.'
        )
