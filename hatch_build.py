"""Put the files for the page, made ready, into the wheel."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Make the kernel and the in-page library into the files that `pagelet_cli.assets` reads."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to a wheel; an editable install reads the sources instead."""
        if version == "editable":
            return
        ready = os.environ.get("PAGELET_READY_ASSETS")
        self._own = None if ready else tempfile.TemporaryDirectory()
        folder = Path(ready or self._own.name)  # type: ignore[union-attr]
        if not ready:
            self._make(folder)
        for path in sorted(folder.iterdir()):
            build_data["force_include"][str(path)] = f"pagelet_cli/_assets/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was made."""
        own = getattr(self, "_own", None)
        if own is not None:
            own.cleanup()

    def _make(self, folder: Path) -> None:
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            # Only the standard library is needed for this part of the tool.
            from pagelet_cli import assets

            for name in assets.NAMES:
                try:
                    (folder / name).write_bytes(assets.read(name))
                except assets.AssetMissing as error:
                    # Without Node there are no editors, terminals and maps; a release has them.
                    if name not in assets.OPTIONAL:
                        raise
                    sys.stderr.write(f"{error}\n")
        finally:
            sys.path.pop(0)
