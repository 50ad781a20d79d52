"""The sections of what senses besides the camera: the microphone, and kits worn by people who consented to it."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from edge.settings.section import NAME, File, SettingsSection


class MicrophoneSettings(SettingsSection):
    """The microphone. Where none is named, nothing is heard; sound is never kept and never leaves."""

    device: str | None = Field(
        None,
        min_length=1,
        description="its name, a part of it, or its number as vitrina doctor lists it; to try without one, "
        "a sound file, which goes round; empty: none",
    )
    staffed_till: bool = Field(
        False, description="true where it would hear what is said at a staffed till: then no sound is taken at all"
    )
    advert_sound: Literal["withhold", "reference", "loopback", "silent"] = Field(
        "withhold",
        description='while an advert plays: "withhold" tells nothing of laughter; "reference" takes out what is in the '
        'advert\'s sound file and tells the rest; "loopback" takes out whatever this machine plays; "silent": adverts '
        "make no sound, so all is told",
    )
    advert_tracks: File | None = Field(
        None, description='for "reference": the folder with a sound file for each creative, such as spring_a.flac'
    )

    loopback: str = Field(
        "default",
        min_length=1,
        description='for "loopback": what gives the sound that this machine plays, named as a microphone is; '
        '"default": the monitor of the sound server\'s own output',
    )

    @field_validator("device", "loopback", mode="before")
    @classmethod
    def _number_is_a_name(cls, device: object) -> object:
        return str(device) if isinstance(device, int) and not isinstance(device, bool) and device >= 0 else device

    @model_validator(mode="after")
    def _has_its_tracks(self) -> "MicrophoneSettings":
        if self.advert_sound == "reference" and self.advert_tracks is None:
            raise ValueError('advert_sound = "reference" needs advert_tracks, the folder of the adverts\' sound files')
        return self

    @property
    def listens(self) -> bool:
        """Whether any sound is taken at all."""
        return self.device is not None and not self.staffed_till


class KitSettings(SettingsSection):
    """A sensor kit and who wears it: a table for each kit, none by default. Without a valid consent it is not read."""

    port: str = Field(
        min_length=1, description="its serial port, best by its own name", examples=["/dev/serial/by-id/usb-Maker-if00"]
    )
    kit: str = Field(
        pattern=NAME, description="which kit it is: python -m firmware_bridge lists them", examples=["grove"]
    )
    wearer: str = Field(pattern=NAME, description="who wears it, as the consent has it; no real name", examples=["w1"])
    consent: File = Field(description="the file of the wearer's consent", examples=["/etc/vitrina/consent/w1.json"])
    settings: dict[str, int | float | str | bool] = Field(
        {}, description="what this kind of kit wants to know, {bits = 12}: python -m firmware_bridge lists it"
    )
    calibration: float | None = Field(
        None, gt=0, description="what the kit gives while nobody wears it, for kits that are set by hand; empty: usual"
    )
