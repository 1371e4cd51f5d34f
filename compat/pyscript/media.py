"""PyScript's ``pyscript.media``: cameras and microphones."""

from __future__ import annotations

from pagelet.media import Device, list_devices

__all__ = ["Device", "list_devices"]
