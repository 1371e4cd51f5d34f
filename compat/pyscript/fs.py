"""PyScript's ``pyscript.fs``: folders of the user's own disk."""

from __future__ import annotations

from pagelet.fs import mount, mounted, revoke, sync, unmount

__all__ = ["mount", "mounted", "revoke", "sync", "unmount"]
