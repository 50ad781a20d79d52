"""Face pipeline of a session: an observation has a face only if exactly one face is in the participant's zone."""

from edge.events import FrameObservation
from edge.perception.vision.pipeline import FacePipeline
from edge.signals import Frame


class ZonePipeline:
    """Runs a FacePipeline whose masks cover all but the zone.

    A second face counts from its first detection on, before it is confirmed. Nothing of the frame is then passed on:
    not even that there were two.
    """

    def __init__(self, pipeline: FacePipeline) -> None:
        self._pipeline = pipeline

    @property
    def one_in(self) -> int:
        return self._pipeline.one_in

    def process(self, frame: Frame) -> FrameObservation:
        observation = self._pipeline.process(frame)
        if self._pipeline.possible_faces != 1 or len(observation.faces) != 1:
            return FrameObservation(frame.at_s)
        return FrameObservation(frame.at_s, observation.faces)

    def reset(self) -> None:
        self._pipeline.reset()

    def forget(self) -> None:
        self._pipeline.forget()
