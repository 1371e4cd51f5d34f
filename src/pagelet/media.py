"""Cameras, microphones and loudspeakers.

    <button id="film">Film me</button> <video autoplay></video>

    @when("click", "#film")
    async def film():
        page["video"][0].srcObject = await media.Device.request_stream(video=True)

They belong to the page: a worker has none. Whoever visits is asked by the browser first.
"""

from __future__ import annotations

from ._runtime import is_nothing, js, kernel, to_js
from .network import is_failure
from .place import RUNNING_IN_WORKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WHY = {
    "NotAllowedError": "it was not allowed. Whoever visits may allow it in the browser's site settings; a frame needs "
    'allow="camera; microphone"; the server must not forbid it with Permissions-Policy',
    "NotFoundError": "there is no such device. Is one connected, and not switched off by the system?",
    "NotReadableError": "the device does not answer. Another program may be using it",
    "OverconstrainedError": "no device can do what was asked for",
    "SecurityError": "the browser forbids it on this page",
}


class MediaError(OSError):
    """A camera or microphone that cannot be used; ``name`` is what the browser calls the reason."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class Device:
    """A camera, microphone or loudspeaker, as ``list_devices`` finds it."""

    def __init__(self, device: Any) -> None:
        self._device = device

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)

    def __repr__(self) -> str:
        return "<" + self.kind + " " + repr(self.label) + ">"

    @property
    def id(self) -> str:
        """What the browser calls it on this site."""
        return str(self._device.deviceId)

    @property
    def group(self) -> str:
        """The same for all parts of one apparatus."""
        return str(self._device.groupId)

    @property
    def kind(self) -> str:
        """``videoinput``, ``audioinput`` or ``audiooutput``."""
        return str(self._device.kind)

    @property
    def label(self) -> str:
        """Its name; empty until the visitor has allowed one of its kind."""
        return str(self._device.label)

    @classmethod
    async def request_stream(cls, audio: Any = False, video: Any = True) -> Any:  # noqa: FBT002 - true or a dict
        """Ask the visitor for a camera, a microphone or both, and return the stream, for an element's ``srcObject``.

        ``audio`` and ``video`` are true, false or a dict of what is wanted, such as ``{"width": 640}``.
        """
        stream = await kernel.attempt(_devices(), "getUserMedia", to_js({"audio": audio, "video": video}))
        if not is_failure(stream):
            return stream
        name, message = str(stream.name), str(stream.message)
        what = " and ".join([word for word, want in (("camera", video), ("microphone", audio)) if want])
        raise MediaError("no " + (what or "device") + ": " + _WHY.get(name, message), name)

    @classmethod
    async def load(cls, audio: Any = False, video: Any = True) -> Any:  # noqa: FBT002 - true or a dict
        """Do what ``request_stream`` does, by its older name."""
        return await cls.request_stream(audio, video)

    async def get_stream(self) -> Any:
        """Return a stream of this very device."""
        wanted = {"deviceId": {"exact": self.id}}
        if self.kind == "audiooutput":
            raise MediaError(repr(self.label) + " is a loudspeaker: nothing comes from it", "NotFoundError")
        video = self.kind == "videoinput"
        return await self.request_stream(not video and wanted, video and wanted)


async def list_devices() -> list[Device]:
    """Return all devices that the browser lets the page know of."""
    found = await _devices().enumerateDevices()
    return [Device(device) for device in found]


def _devices() -> Any:
    if RUNNING_IN_WORKER:
        raise RuntimeError("cameras and microphones belong to the page: use them in a script without 'worker'")
    devices = getattr(getattr(js, "navigator", None), "mediaDevices", None)
    if is_nothing(devices):
        raise MediaError("browsers offer cameras and microphones to https and localhost only", "SecurityError")
    return devices


__all__ = ["Device", "MediaError", "list_devices"]
