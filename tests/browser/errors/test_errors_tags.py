"""What a tag names and is not there: one box, at the line of the tag."""

from __future__ import annotations

import pytest

from .boxes import boxes, hold, line_of

ROWS = {
    "md": '<KIND-md src="gone.x"></KIND-md>',
    "repl": '<KIND-repl src="gone.x"></KIND-repl>',
    "repl worker": '<KIND-repl worker src="gone.x"></KIND-repl>',
    "widget": '<KIND-register-widget src="gone.x" name="KIND-it" klass="It"></KIND-register-widget>',
    "tutor": '<KIND-tutor modules="own.py;gone.x"></KIND-tutor>',
    "editor": '<script type="KIND-editor" src="gone.x"></script>',
    "script": '<script type="KIND" src="gone.x"></script>',
    "worker": '<script type="KIND" worker src="gone.x"></script>',
    "worker's": '<script type="KIND" worker="gone.x"></script>',
    "tag": '<KIND-script src="gone.x"></KIND-script>',
    "folder": '<script type="KIND" src="./gone.x"></script>',
    "config": '<KIND-config src="gone.x"></KIND-config>',
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_a_file_that_a_tag_names_has_the_line_of_the_tag(fail, echoed, kind: str, name: str) -> None:
    html = f'<!doctype html>\n<p></p>\n{ROWS[name]}\n<p></p>\n<script type="KIND">1</script>'.replace("KIND", kind)
    tab = fail(html, {"own.py": "a = 1"})
    [box] = boxes(tab, 1)
    assert "gone.x" in box.message
    assert box.place == f"index.html:{line_of(html, 'gone.x')}"
    hold(box, tab)
    echoed(box)


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_a_class_that_a_widget_s_file_lacks_has_the_line_of_the_tag(fail, echoed, kind: str) -> None:
    html = (
        f'<!doctype html>\n\n<{kind}-register-widget src="own.py" name="{kind}-it" klass="It"></{kind}-register-widget>'
    )
    tab = fail(html, {"own.py": "a = 1"})
    [box] = boxes(tab, 1)
    assert (box.code, box.message, box.place) == ("PGL-P06", 'own.py has no class "It".', "index.html:3")
    hold(box, tab)
    echoed(box)


@pytest.mark.parametrize("attribute", ["py-click", "pys-onClick", "mpy-click"])
def test_a_handler_that_is_not_there_has_the_line_of_its_tag(fail, echoed, attribute: str) -> None:
    kind = "mpy" if attribute.startswith("m") else "py"
    html = (
        "<!doctype html>\n<p></p>\n"
        f'<div id="at-here">\n<button\n  {attribute}="Nowhere">x</button></div>\n<script type="{kind}">1</script>'
    )
    tab = fail(html)
    tab.wait_for("!document.querySelector('button').disabled", timeout=30)
    tab.evaluate("document.querySelector('button').click()")
    [box] = boxes(tab, 1)
    assert (box.code, box.inside, box.place) == ("PGL-P06", "here", f"index.html:{line_of(html, attribute)}")
    hold(box, tab)
    echoed(box)
