"""Session of `vitrina aim`: carries out the commands that a technician types, and draws the terminal."""

from collections.abc import Callable
from pathlib import Path

from edge.kiosk import networks
from edge.settings import edit
from edge.settings.masks import make_mask_grid
from edge.settings.settings import Settings
from edge.sources.camera.camera import Camera
from edge.tools.aim import commands, view
from edge.tools.aim.canvas import Depth
from edge.tools.aim.centre import ScreenDirectionError, ScreenDirectionMeasurement
from edge.tools.aim.edit_history import AimEditError, AimEditHistory, AimSettings
from edge.tools.aim.line_editor import LineEditor
from edge.tools.aim.preview import LivePreview, PreviewFace, PreviewFrame
from edge.tools.camera_text import camera_text

MAX_AGE_S = 3.0
"""Longest time in seconds for which a frame stays on the screen if no new frame arrives."""


class AimSession:
    """Session of `vitrina aim` for one technician.

    Call `handle_keys` with key presses and `screen_text` for the terminal's content until `is_over`.
    """

    def __init__(
        self,
        path: Path,
        settings: Settings,
        preview: LivePreview,
        camera: Camera,
        now: Callable[[], float],
        depth: Depth,
    ) -> None:
        self._path, self._preview, self._camera, self._now, self._depth = path, preview, camera, now, depth
        masks = tuple(tuple(mask) for mask in settings.faces.masks)
        self.history = AimEditHistory(AimSettings(masks, settings.screen.yaw_deg, settings.screen.pitch_deg))
        self._limits = view.FaceCountingLimits(
            settings.audience.attentive_yaw_deg,
            settings.audience.attentive_pitch_deg,
            networks.smallest_readable_face_px(settings),
        )
        self._line = LineEditor()
        self._message = "Mask the places of staff, and everything that reflects the screen. No frame is kept."
        self._measuring: ScreenDirectionMeasurement | None = None
        self._measured = 0  # number of the last frame that was added to the measurement
        self._picture_px = (16, 9)
        self._is_warned = False
        self.is_over = False

    def handle_keys(self, keys: bytes) -> bool:
        """Handle key presses. Returns True if they completed a line, so that the whole terminal must be drawn again."""
        lines = self._line.add_keys(keys)
        for line in lines:
            if not self.is_over:
                self._execute(line)
        return bool(lines)

    def prompt_text(self, size: tuple[int, int]) -> str:
        """Text that redraws only the input line. `size`: columns and lines of the terminal."""
        return view.prompt_text(self._line.text, size)

    def screen_text(self, size: tuple[int, int]) -> str:
        """Text that draws the whole terminal. `size`: columns and lines of the terminal."""
        newest = self._newest()
        if newest is not None:
            height_px, width_px = newest.frame.image.shape[:2]
            self._picture_px = (width_px, height_px)
        self._measure_screen_direction(newest)
        state = view.AimDrawnState(
            image=newest.frame.image if newest else None,
            picture_px=self._picture_px,
            faces=newest.faces if newest else (),
            settings=self.history.current,
            is_saved=self.history.is_saved,
            message=self._message,
            condition=camera_text(self._camera),
        )
        return view.draw_screen(state, self._line.text, size, self._limits, self._depth)

    def _newest(self) -> PreviewFrame | None:
        newest = self._preview.newest
        return newest if newest and self._now() - newest.frame.at_s <= MAX_AGE_S else None

    def _execute(self, line: str) -> None:
        try:
            command = commands.parse(line, make_mask_grid(*self._picture_px))
            self._apply_command(command)
        except (commands.AimCommandError, AimEditError, edit.SettingsWriteError) as error:
            self._message, command = str(error), None
        self._is_warned = isinstance(command, commands.QuitCommand)

    def _apply_command(self, command: commands.AimCommand | None) -> None:
        match command:
            case commands.MaskCommand(cells):
                number = self.history.add_mask(make_mask_grid(*self._picture_px).polygon_around(cells))
                self._message = (
                    f"Mask {number} is new. The kiosk ignores faces with their middle in it. To keep it, type save."
                )
            case commands.UnmaskCommand(number):
                self.history.remove_mask(number)
                self._message = f"Mask {number} is removed; later masks have moved up by one. To keep this, type save."
            case commands.UndoCommand():
                self.history.undo()
                self._message = "Undone."
            case commands.MeasureScreenDirectionCommand(wait_s):
                self._measuring = ScreenDirectionMeasurement(self._now() + wait_s)
            case commands.SaveCommand():
                self._save()
            case commands.QuitCommand():
                self._quit()

    def _save(self) -> None:
        values = self.history.unsaved_values()
        if not values:
            self._message = f"{self._path} already has these values."
            return
        edit.save(self._path, values)
        self.history.mark_saved()
        self._message = (
            f"Saved in {self._path}. A kiosk uses it from its next start, or after: systemctl reload vitrina."
        )

    def _quit(self) -> None:
        self.is_over = self.history.is_saved or self._is_warned
        if not self.is_over:
            self._message = "Not saved yet. Type save, or quit once more to leave without saving."

    def _measure_screen_direction(self, newest: PreviewFrame | None) -> None:
        measuring, now_s = self._measuring, self._now()
        if measuring is None:
            return
        if newest is not None and self._preview.number != self._measured:
            self._measured = self._preview.number
            if person := self._nearest(newest.faces):
                measuring.add_frame(newest.frame.at_s, person.yaw_deg, person.pitch_deg)
        if wait_s := measuring.seconds_until_begin(now_s):
            self._message = f"centre: starts in {wait_s:.0f} s. Let somebody stand where people stand."
        elif not measuring.is_over(now_s):
            self._message = f"centre: look at the screen's centre and keep still. {len(measuring.yaw_deg)} readings ..."
        else:
            self._measuring = None
            self._finish_measurement(measuring)

    def _finish_measurement(self, measuring: ScreenDirectionMeasurement) -> None:
        try:
            yaw_deg, pitch_deg = measuring.screen_direction()
        except ScreenDirectionError as error:
            self._message = str(error)
            return
        self.history.set_screen_direction(yaw_deg, pitch_deg)
        self._message = (
            f"centre: yaw {yaw_deg:+.1f}°, pitch {pitch_deg:+.1f}° from {len(measuring.yaw_deg)} readings of the "
            "nearest person. Degrees now count from there. Type save to keep it, undo to revert it."
        )

    def _nearest(self, faces: tuple[PreviewFace, ...]) -> PreviewFace | None:
        """The largest of the faces that count. The direction is measured only on this nearest person."""
        counting = [f for f in faces if view.face_box_style(f, self.history.current, self._limits).ink != "refused"]
        return max(counting, key=lambda face: face.w_px, default=None)
