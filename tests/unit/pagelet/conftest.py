from __future__ import annotations

from collections.abc import Iterator

import pytest

from pagelet.host import close_page


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    close_page()
    yield
    close_page()
