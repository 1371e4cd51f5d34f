"""Names that browsers pass over in silence: the page says what was meant, at the element, and so does the terminal."""

from __future__ import annotations

import pytest

from .boxes import boxes, hold, line_of

RAN = '<script type="mpy">from pagelet import document; document.title = "ran"</script>'
ROWS = {
    "type": ('<script type="pyy">1</script>', 'type="pyy"', 'type="py"?', "script"),
    "other type": (f'<script type="mpyy">1</script>\n{RAN}', 'type="mpyy"', 'type="mpy"?', "script"),
    "attribute": ('<script type="mpy" wroker>1</script>', "wroker", "worker?", "script"),
    "event": ('<button mpy-clik="f">x</button>', "mpy-clik", "mpy-click?", "button"),
    "sign": ('<button mpy-click.="f">x</button>', "mpy-click.", "mpy-click?", "button"),
    "tag": (f"{RAN}\n<mpy-mdd># x</mpy-mdd>", "<mpy-mdd>", "<mpy-md>?", "mpy-mdd"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_slip_is_said_once_at_its_element(fail, echoed, name: str) -> None:
    part, wrong, meant, before = ROWS[name]
    html = f"<!doctype html>\n<title>x</title>\n<body>\n{part}\n"
    tab = fail(html)
    [box] = boxes(tab, 1)
    place = f"index.html:{line_of(html, wrong)}"
    assert (box.code, box.place, box.hint) == ("PGL-C215", place, f"Did you mean {meant}")
    assert wrong in box.message
    assert box.before in (before, "script-py")  # whose place is beside the script, too
    if RAN in part:
        tab.wait_for("document.title === 'ran'")
    hold(box, tab)
    echoed(box)
