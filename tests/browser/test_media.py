# ruff: noqa: E501 - one check a line
"""Cameras and microphones: the browsers' own made-up ones, and none at all."""

from __future__ import annotations

import pytest

from pagelet_cli.browser import Browser

TYPES = ("mpy", "py")

CAMERA = """
from pagelet import media, page
from pagelet.media import Device, MediaError, list_devices
async def got(call):
    try: return await call()
    except MediaError as error: return error
"""


@pytest.mark.parametrize("type_", TYPES)
def test_camera_and_microphone(live, kit, type_: str) -> None:
    code = """
stream = await media.Device.request_stream(audio=True, video={"width": 320, "height": 240})
check("tracks", sorted([track.kind for track in stream.getTracks()]), ["audio", "video"])
video = page["video"][0]
video.srcObject = stream
await video.play()
check("it runs", video.videoWidth > 0)
devices = await list_devices()
cameras = [device for device in devices if device.kind == "videoinput"]
microphones = [device for device in devices if device.kind == "audioinput"]
check("there are both", (len(cameras) > 0, len(microphones) > 0), (True, True))
camera = cameras[0]
check("label", (bool(camera.label), camera["label"] == camera.label, type(camera.id), type(camera.group)), (True, True, str, str))
check("repr", repr(camera), "<videoinput " + repr(camera.label) + ">")
own = await camera.get_stream()
check("its own", (own.getVideoTracks()[0].label, own.getAudioTracks().length), (camera.label, 0))
heard = await microphones[0].get_stream()
check("microphone", (heard.getAudioTracks()[0].label, heard.getVideoTracks().length), (microphones[0].label, 0))
check("by its older name", (await Device.load()).getVideoTracks().length, 1)
for each in (stream, own, heard):
    for track in each.getTracks(): track.stop()
"""
    tab = live("<video muted></video>" + kit.checks(type_, CAMERA + code))
    kit.verdict(tab)


@pytest.mark.parametrize("type_", TYPES)
def test_what_cannot_be_had(live, kit, type_: str) -> None:
    code = """
error = await got(lambda: Device.request_stream(video={"deviceId": {"exact": "none"}}))
check("not that one", (error.name, str(error)), ("OverconstrainedError", "no camera: no device can do what was asked for"))
check("an OSError", isinstance(error, OSError))
error = await got(lambda: Device.request_stream(audio=False, video=False))
check("nothing asked for", str(error)[:10], "no device:")
"""
    kit.verdict(live(kit.checks(type_, CAMERA + code)))


@pytest.mark.parametrize("type_", TYPES)
def test_a_worker_has_none(live, kit, type_: str) -> None:
    code = 'await afails("worker", RuntimeError, "belong to the page", list_devices)'
    kit.verdict(live(kit.checks(type_, CAMERA + code, "worker")))


@pytest.mark.parametrize("type_", TYPES)
def test_a_visitor_who_refuses(live, kit, type_: str) -> None:
    # A frame that its page lends no camera is refused without a question, as by a visitor who once said no.
    code = """
error = await got(lambda: Device.request_stream(audio=True))
check("refused", (error.name, "no camera and microphone: it was not allowed" in str(error)), ("NotAllowedError", True))
"""
    inner = kit.checks(type_, CAMERA + code + "report()\nwindow.parent.verdict = window.verdict\n")
    outer = "<iframe src='frame.html' allow=\"camera 'none'; microphone 'none'\"></iframe>"
    kit.verdict(live(outer, {"frame.html": f"<!doctype html>{inner}"}))


def test_no_camera_at_all(serve, kit, browser_name) -> None:
    code = 'error = await got(lambda: Device.request_stream())\ncheck("none", (error.name, str(error)[:31]), ("NotFoundError", "no camera: there is no such device"[:31]))'
    with Browser.start(browser_name, media=False) as browser:
        tab = browser.open(serve({"index.html": "<!doctype html>" + kit.checks("mpy", CAMERA + code)}))
        kit.verdict(tab)
