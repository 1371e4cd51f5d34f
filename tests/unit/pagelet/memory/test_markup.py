from __future__ import annotations

import pytest

from pagelet import document
from pagelet.host import open_page


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"),
        ("<ul><li>1<li>2<ul><li>3</ul><li>4</ul>", "<ul><li>1</li><li>2<ul><li>3</li></ul></li><li>4</li></ul>"),
        (
            "<table><tr><td>1<td>2<tr><td>3</table>",
            "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
        ),
        ("<select><option>a<option>b</select>", "<select><option>a</option><option>b</option></select>"),
        ("a<br/>b<img src=x alt='\"'>", 'a<br>b<img src="x" alt="&quot;">'),
        ("<div/>x", "<div>x</div>"),
        ("<svg><path/><g></g></svg>x", "<svg><path></path><g></g></svg>x"),
        ("&lt;&amp;&eacute;", "&lt;&amp;é"),
        ("<script>a < b && c</script>", "<script>a < b && c</script>"),
        ("<!-- c --><input disabled>", '<!-- c --><input disabled="">'),
        ("<b>x</i></b></b>y", "<b>x</b>y"),
        ("<p id=1 id=2>", '<p id="1"></p>'),
    ],
)
def test_html_in_and_out(given: str, made: str) -> None:
    document.body.innerHTML = given
    assert document.body.innerHTML == made


def test_a_whole_page() -> None:
    page = open_page(
        """<!doctype html><html lang="en"><head><meta charset="utf-8"><title> A  page </title></head>
<body class="b"><p>x</p></body></html>"""
    )
    assert document.documentElement.lang == "en"
    assert document.body.className == "b"
    assert document.title == "A page"
    assert page.html("head") == '<head><meta charset="utf-8"><title> A  page </title></head>'


def test_a_page_without_frame() -> None:
    page = open_page("<title>t</title>\n<script>1</script>\n<h1>x</h1><style></style>")
    assert page.html() == (
        "<html><head><title>t</title><script>1</script></head><body><h1>x</h1><style></style></body></html>"
    )


def test_svg_elements_have_their_namespace() -> None:
    document.body.innerHTML = "<svg><rect/></svg><p></p>"
    assert document.querySelector("rect").namespaceURI.endswith("svg")
    assert document.querySelector("rect").tagName == "rect"
    assert document.querySelector("p").tagName == "P"


def test_set_html_leaves_out_what_runs() -> None:
    document.body.setHTML("<p onclick=x() title=t>a<script>x()</script><a href=' JavaScript:x()'>b</a></p>")
    assert document.body.innerHTML == '<p title="t">a<a>b</a></p>'
