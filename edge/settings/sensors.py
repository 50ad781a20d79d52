"""Settings sections of the sensors: camera with face detection and expressions, microphone, sensor kits."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from edge.settings.section import NAME, File, SettingsSection

_PROTOCOLS = ("rtsp", "rtsps", "http", "https")

Point = Annotated[tuple[float, float], Field(strict=False)]  # TOML has arrays, but no tuples


class CameraSettings(SettingsSection):
    """The camera."""

    source: str = Field(
        "/dev/video0",
        min_length=1,
        description="a device (best by its name in /dev/v4l/by-id/), an rtsp://, rtsps://, http:// or https:// "
        "address, a GStreamer pipeline (gst: nvarguscamerasrc ! …, for the camera of a Jetson), or a video file",
    )
    ca_file: File | None = Field(
        None,
        description="for rtsps:// and https://: PEM file with the certificate authority that signed the camera's "
        "certificate, or with the certificate itself if it is self-signed. Empty: the system's authorities",
    )
    insecure: bool = Field(
        False,
        description="set true to open an rtsps:// or https:// camera without checking its certificate. Anybody in the "
        "network can then send the kiosk other images, and read the camera's password",
    )
    decode: str = Field(
        "auto",
        min_length=1,
        max_length=40,
        description='decoder of an rtsp:// or rtsps:// camera with H.264. "auto": the hardware decoder that vitrina '
        'doctor has measured, if it needs less processor time than software. "software": no hardware decoder. Or '
        "the name of a GStreamer decoder, for H.265 too, such as vah264dec. If a decoder fails twice, software decodes",
    )
    width_px: int | None = Field(
        None,
        ge=160,
        le=7680,
        description="frame width to request from a device, in pixels; set it lower if the camera is too slow. Empty: "
        "the device's own default",
    )
    height_px: int | None = Field(
        None,
        ge=120,
        le=4320,
        description="frame height to request from a device, in pixels. Empty: the device's own default",
    )
    fps: float | None = Field(
        None,
        gt=0,
        le=240,
        description="frames per second to request from a device. Empty: the device's own default",
    )
    loop: bool = Field(False, description="set true to start a video file again when it ends")
    adaptive: bool = Field(
        True,
        description="skip frames and searches while nobody is there, and every second frame of people who stand. Set "
        "false to always search [faces] rate_hz frames per second; this needs several times the computing power and "
        "finds the same",
    )

    @model_validator(mode="after")
    def _check_safe_to_open(self) -> "CameraSettings":
        """Checks the section as a whole, because an error about a single key would show its value, including the
        password.
        """
        scheme, separator, _ = self.source.partition("://")
        is_address = separator and " ! " not in self.source and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*", scheme)
        if is_address and scheme.lower() not in _PROTOCOLS:
            known = ", ".join(f"{each}://" for each in _PROTOCOLS)
            raise ValueError(f"[camera] source starts with {scheme}://; a camera's address starts with one of {known}")
        if self.insecure and self.ca_file is not None:
            raise ValueError("with insecure = true, ca_file has no effect; remove one of them")
        return self


class FacesSettings(SettingsSection):
    """Detection of faces."""

    rate_hz: float = Field(
        15.0,
        ge=2,
        le=60,
        description="maximum number of frames analysed per second; fewer under load. Lower it to save computing "
        "power; below 5, people who walk by are missed",
    )
    tiles: Literal["whole", "auto", "2", "3", "4"] = Field(
        "auto",
        description='search for distant faces. "whole": one search of the whole image, the fastest. "2", "3", "4": '
        'also this many squares along the longer side; for 16:9 images 3, 7 or 9 searches in all. "auto": 2 '
        "squares if the image is wide and small faces would be missed",
    )
    min_px: int = Field(
        24,
        ge=16,
        le=400,
        description="smallest face that counts, in pixels. Lower it for people farther away, raise it to ignore them",
    )
    runtime: Literal["auto", "mediapipe", "serving"] = Field(
        "auto",
        description='program that runs the face detector. "mediapipe": MediaPipe, on the processor. "serving": the '
        "runtime of the other models ([models] runtime), on a Jetson TensorRT; on a processor a search takes "
        'about a quarter less. Both find the same faces. "auto": "serving" if that runs on a GPU or if MediaPipe is '
        'not installed, else "mediapipe"',
    )
    masks: list[list[Point]] = Field(
        [],
        description="areas in which faces are ignored, such as the staff area: polygons of at least three [x, y] "
        "points, from 0 to 1 of the image's width and height. `vitrina aim` draws them",
    )

    @field_validator("masks")
    @classmethod
    def _are_polygons(cls, masks: list[list[Point]]) -> list[list[Point]]:
        for polygon in masks:
            if len(polygon) < 3 or any(not (0 <= x <= 1 and 0 <= y <= 1) for x, y in polygon):
                raise ValueError("a mask needs at least three points, each of them [x, y] with numbers between 0 and 1")
        return masks


class ScreenSettings(SettingsSection):
    """Direction to the screen's centre, relative to the direction to the camera, from where people stand. `vitrina aim`
    measures both angles.
    """

    yaw_deg: float = Field(
        0.0,
        ge=-60,
        le=60,
        description="horizontal angle in degrees; above 0 if the screen's centre is right of the camera in the image",
    )
    pitch_deg: float = Field(
        0.0,
        ge=-60,
        le=60,
        description="vertical angle in degrees; above 0 if the screen's centre is higher than the camera",
    )


class ExpressionSettings(SettingsSection):
    """Facial expressions."""

    rate_hz: float = Field(
        5.0,
        ge=0.5,
        le=30,
        description="expression readings per second and face. Lower it to save computing power; one reading counts "
        "for at most 0.5 s",
    )
    min_px: int | None = Field(
        None,
        ge=24,
        le=400,
        description="smallest face whose expression is read, in pixels. Empty: the value on the model's card, 32 for "
        "smile-mesh and 48 for fer-1.4m",
    )


class MicrophoneSettings(SettingsSection):
    """The microphone. Without a device no sound is recorded. Sound is never stored and never leaves the kiosk."""

    device: str | None = Field(
        None,
        min_length=1,
        description="the microphone's name, a part of the name, or its number; `vitrina doctor` lists all. A sound "
        "file replaces a microphone for tests and repeats for ever. Empty: no microphone",
    )
    staffed_till: bool = Field(
        False,
        description="set true if the microphone could pick up conversations at a staffed till; then no sound is "
        "recorded at all",
    )
    advert_sound: Literal["withhold", "reference", "loopback", "silent"] = Field(
        "withhold",
        description='handling of laughter while an ad plays. "withhold": not reported, because it may come from the '
        'ad; use it if unsure. "silent": reported, because ads have no sound. "loopback": reported after all sound '
        'that this kiosk plays is removed. "reference": reported after the sound of the ad\'s file is removed, for '
        "the kiosk's own player (with the program ffmpeg) or one on another computer",
    )
    advert_tracks: File | None = Field(
        None,
        description='for "reference": folder with one sound file for each creative, named after it, such as '
        'spring_a.flac. Empty: the videos of [player], with [playback] feed = "player"',
    )

    loopback: str = Field(
        "default",
        min_length=1,
        description='for "loopback": the sound source with everything that this kiosk plays, by name or number like a '
        'microphone. "default" is the monitor of the sound server\'s default output; change it if ads use '
        "another output",
    )

    @field_validator("device", "loopback", mode="before")
    @classmethod
    def _number_is_a_name(cls, device: object) -> object:
        return str(device) if isinstance(device, int) and not isinstance(device, bool) and device >= 0 else device

    @property
    def records_sound(self) -> bool:
        """True if the kiosk records sound."""
        return self.device is not None and not self.staffed_till


class KitSettings(SettingsSection):
    """One sensor kit and its wearer; one table for each kit, none by default. A kit is read only with a valid
    consent."""

    port: str = Field(
        min_length=1,
        description="serial port; names in /dev/serial/by-id stay the same when other devices are plugged in",
        examples=["/dev/serial/by-id/usb-Maker-if00"],
    )
    kit: str = Field(pattern=NAME, description="kind of kit; `vitrina kit` lists all kinds", examples=["grove"])
    wearer: str = Field(
        pattern=NAME, description="code of the wearer, as in the consent; never a real name", examples=["w1"]
    )
    consent: File = Field(
        description="file with the wearer's consent; `vitrina consent` writes it",
        examples=["/etc/vitrina/consent/w1.json"],
    )
    settings: dict[str, int | float | str | bool] = Field(
        {},
        description="options of this kind of kit, such as {bits = 12}; `vitrina kit` lists them",
    )
    calibration: float | None = Field(
        None,
        gt=0,
        description="reading of the kit while nobody wears it, for kits that are adjusted by hand. Empty: the usual "
        "reading of this kind of kit",
    )
