"""One sitting of a technician: lines that are typed change what is aimed, and what is drawn says so."""

from collections.abc import Callable
from pathlib import Path

from edge.settings.settings import Settings
from edge.sources.camera.camera import Camera
from edge.tools.aim import commands, grid, saving, view
from edge.tools.aim.canvas import Depth
from edge.tools.aim.centre import CentreError, Measurement
from edge.tools.aim.edit_history import Aimed, Desk, DeskError
from edge.tools.aim.line_editor import Line
from edge.tools.aim.preview import Eyes, Face, Looked

SHOWN_S = 3.0
"""A picture is kept and shown no longer, whatever becomes of the next."""


class Session:
    """`type` what the keyboard gives, write what is `drawn`, until it `is_over`."""

    def __init__(
        self, path: Path, settings: Settings, eyes: Eyes, camera: Camera, now: Callable[[], float], depth: Depth
    ) -> None:
        self._path, self._eyes, self._camera, self._now, self._depth = path, eyes, camera, now, depth
        masks = tuple(tuple(mask) for mask in settings.faces.masks)
        self.desk = Desk(Aimed(masks, settings.screen.yaw_deg, settings.screen.pitch_deg))
        self._limits = view.Limits(
            settings.audience.attentive_yaw_deg, settings.audience.attentive_pitch_deg, settings.expression.min_px
        )
        self._line = Line()
        self._message = "Mask the places of staff, and what reflects the screen. Nothing of the picture is kept."
        self._measuring: Measurement | None = None
        self._measured = 0  # the number of the picture that was measured last
        self._picture_px = (16, 9)
        self._is_warned = False
        self.is_over = False

    def type(self, keys: bytes) -> bool:
        """Whether a line was ended, so that all is to be drawn anew."""
        lines = self._line.type(keys)
        for line in lines:
            if not self.is_over:
                self._obey(line)
        return bool(lines)

    def prompt(self, size: tuple[int, int]) -> str:
        return view.prompt(self._line.text, size)

    def drawn(self, size: tuple[int, int]) -> str:
        """The whole screen, of so many columns and lines."""
        looked = self._newest()
        if looked is not None:
            height_px, width_px = looked.frame.image.shape[:2]
            self._picture_px = (width_px, height_px)
        self._measure(looked)
        shown = view.Shown(
            image=looked.frame.image if looked else None,
            picture_px=self._picture_px,
            faces=looked.faces if looked else (),
            aimed=self.desk.now,
            is_saved=self.desk.is_saved,
            message=self._message,
            condition=self._camera.condition.text,
        )
        return view.drawn(shown, self._line.text, size, self._limits, self._depth)

    def _newest(self) -> Looked | None:
        looked = self._eyes.newest
        return looked if looked and self._now() - looked.frame.at_s <= SHOWN_S else None

    def _obey(self, line: str) -> None:
        try:
            word = commands.understood(line, grid.of_picture(*self._picture_px))
            self._do(word)
        except (commands.WordsError, DeskError, saving.SavingError) as error:
            self._message, word = str(error), None
        self._is_warned = isinstance(word, commands.Quit)

    def _do(self, word: commands.Word | None) -> None:
        match word:
            case commands.Mask(cells):
                number = self.desk.mask(grid.of_picture(*self._picture_px).around(cells))
                self._message = f"Mask {number} is new. Faces whose middle lies in it do not exist. save keeps it."
            case commands.Unmask(number):
                self.desk.unmask(number)
                self._message = f"Mask {number} is gone; those after it have moved up. save keeps it so."
            case commands.Undo():
                self.desk.undo()
                self._message = "Taken back."
            case commands.Centre(wait_s):
                self._measuring = Measurement(self._now() + wait_s)
            case commands.Save():
                self._save()
            case commands.Quit():
                self._quit()

    def _save(self) -> None:
        masks, screen = self.desk.unsaved()
        if masks is None and screen is None:
            self._message = f"{self._path} says so already."
            return
        saving.save(self._path, masks, screen)
        self.desk.mark_saved()
        self._message = f"Saved in {self._path}. A kiosk goes by it from its next start: systemctl restart vitrina."

    def _quit(self) -> None:
        self.is_over = self.desk.is_saved or self._is_warned
        if not self.is_over:
            self._message = "Not saved yet: save, or quit once more to leave without."

    def _measure(self, looked: Looked | None) -> None:
        measuring, now_s = self._measuring, self._now()
        if measuring is None:
            return
        if looked is not None and self._eyes.number != self._measured:
            self._measured = self._eyes.number
            if person := self._nearest(looked.faces):
                measuring.take(looked.frame.at_s, person.yaw_deg, person.pitch_deg)
        if wait_s := measuring.wait_s(now_s):
            self._message = f"centre: begins in {wait_s:.0f} s. Let somebody stand where people stand."
        elif not measuring.is_over(now_s):
            self._message = f"centre: look at the screen's centre and keep still. {len(measuring.yaw_deg)} readings ..."
        else:
            self._measuring = None
            self._take_result(measuring)

    def _take_result(self, measuring: Measurement) -> None:
        try:
            yaw_deg, pitch_deg = measuring.result()
        except CentreError as error:
            self._message = str(error)
            return
        self.desk.face(yaw_deg, pitch_deg)
        self._message = (
            f"centre: yaw {yaw_deg:+.1f}°, pitch {pitch_deg:+.1f}° from {len(measuring.yaw_deg)} readings of the "
            "nearest person. Degrees count from there now; save keeps it, undo takes it back."
        )

    def _nearest(self, faces: tuple[Face, ...]) -> Face | None:
        """Of those who count; people behind may look anywhere."""
        counting = [f for f in faces if view.judged(f, self.desk.now, self._limits).ink != "refused"]
        return max(counting, key=lambda face: face.w_px, default=None)
