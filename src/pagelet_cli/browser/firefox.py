"""Start Firefox, which speaks BiDi by itself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Self

from pagelet_cli.browser.bidi import Connection
from pagelet_cli.browser.process import Guard, Process, Profile, find_program
from pagelet_cli.errors import BrowserError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Firefox"]

_NAMES = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
_READY = re.compile(r"WebDriver BiDi listening on (ws://\S+)")

# A test must see the page and nothing else: no updates, no reports, no first-run pages, no probing of the network,
# and timers that run at full speed in tabs behind the front one.
_PREFERENCES: Mapping[str, bool | int | str] = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "app.update.disabledForTesting": True,
    "browser.aboutConfig.showWarning": False,
    "browser.contentblocking.category": "custom",
    "browser.discovery.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.newtabpage.activity-stream.feeds.section.topstories": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.tabs.unloadOnLowMemory": False,
    "browser.topsites.contile.enabled": False,
    "browser.translations.enable": False,
    "browser.uitour.enabled": False,
    "browser.warnOnQuit": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_open_during_load": False,
    "dom.ipc.processPrelaunch.enabled": False,
    "dom.max_script_run_time": 0,
    "dom.min_background_timeout_value": 4,
    "dom.timeout.enable_budget_timer_throttling": False,
    "dom.security.https_first": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "focusmanager.testmode": True,
    "fission.webContentIsolationStrategy": 0,
    "geo.provider.testing": True,
    "media.gmp-manager.updateEnabled": False,
    "messaging-system.rsexperimentloader.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "privacy.trackingprotection.enabled": False,
    "remote.prefs.recommended": True,
    "security.certerrors.mitm.priming.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.autofillForms": False,
    "startup.homepage_welcome_url": "about:blank",
    "telemetry.fog.test.localhost_port": -1,
    "toolkit.startup.max_resumed_crashes": -1,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


# A camera and a microphone that are there on every machine, and a visitor who allows them.
_MEDIA_PREFERENCES: Mapping[str, bool | int | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
}


class Firefox:
    """Own one Firefox process, its profile and its BiDi session."""

    name = "firefox"

    def __init__(self, process: Process, profile: Profile) -> None:
        self._process = process
        self._profile = profile
        self._guard: Guard | None = None
        self.connection: Connection
        self.version = ""

    @staticmethod
    def programs() -> tuple[str]:
        """Find the browser."""
        return (find_program(_NAMES, "Firefox"),)

    @classmethod
    async def start(cls, *, headless: bool = True, media: bool = True) -> Self:
        """Start the browser and open a session."""
        (program,) = cls.programs()
        profile = Profile()
        try:
            _write_preferences(profile, {**_PREFERENCES, **(_MEDIA_PREFERENCES if media else {})})
            options = ["--headless"] if headless else []
            process = await Process.start(
                program,
                "--remote-debugging-port=0",
                "--profile",
                str(profile.path),
                "--no-remote",
                *options,
                "about:blank",
            )
        except BaseException:
            await profile.remove()
            raise
        self = cls(process, profile)
        try:
            await self._connect()
        except BaseException:
            await self._end()
            raise
        return self

    async def _connect(self) -> None:
        self._guard = await Guard.start(self._profile, self._process.id)
        address = await self._process.wait_for_line(_READY)
        self.connection = await Connection.open(f"{address}/session")
        answer = await self.connection.command(
            "session.new",
            {
                "capabilities": {
                    "alwaysMatch": {"acceptInsecureCerts": True, "unhandledPromptBehavior": {"default": "ignore"}}
                }
            },
        )
        self.version = answer["capabilities"]["browserVersion"]

    async def stop(self) -> None:
        """Close the browser and remove its profile."""
        try:
            await self.connection.command("browser.close", timeout=5)
            await self._process.ended(5)
        except BrowserError:
            pass
        finally:
            await self.connection.close()
            await self._end()

    async def _end(self) -> None:
        await self._process.stop()
        await self._profile.remove()
        if self._guard is not None:
            await self._guard.dismiss()


def _write_preferences(profile: Profile, preferences: Mapping[str, bool | int | str]) -> None:
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
    (profile.path / "user.js").write_text("".join(lines), "utf-8")
