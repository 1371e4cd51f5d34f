# What the page's kernel offers to Python: JavaScript, see `services` in kernel/src.
from typing import Any

def __getattr__(name: str) -> Any: ...
