# ruff: noqa: E501 - code of pages, in which lines are checks
"""Elements in the page: every interpreter, on the page and in a worker."""

from __future__ import annotations

import pytest

WHERE = [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")]

ELEMENTS = """
from pagelet import Element, page
from pagelet.html import a, button, div, foreignObject, html, input_, map_, math, mi, option, path, select, span, svg, td
import pagelet.svg
main = page["main"][0]
kids = (span("x", class_="k"), html("<b class=q>hi</b>"), None, [1, 2.5], (span(n) for n in range(2)))
d = div("a<b", *kids, data_foo=3, aria_label="l", aria_hidden=False, hidden=True, title=None, style={"color": "red", "margin_top": "1px"})
check("new elements have no place", d.parent, None)
main.append(d, "end")
# MicroPython keeps no order in keywords.
check("attributes of a new one", sorted(d.attrs.items()),
  [("aria-hidden", "false"), ("aria-label", "l"), ("data-foo", "3"), ("hidden", ""), ("style", "color: red; margin-top: 1px;")])
want = ('a&lt;b'
  '<span class="k">x</span><b class="q">hi</b>12.5<span>0</span><span>1</span></div>end')
check("made", d.html + main.html[main.html.find("</div>"):], want)
check("parent", d.parent, main)
check("children", [child.tag for child in d], ["span", "b", "span", "span"])
check("index", d[0].text, "x")
check("slice", d[1:3].text, ["hi", "0"])
check("len", (len(d), len(d[0]), bool(d[0])), (4, 0, True))
d.text = "<i>"
check("text is text", main.html.split(">")[1], "&lt;i&gt;</div")
d.hidden = False
d.classes.add("a", "b c")
d.classes.remove("b")
check("classes", (list(d.classes), "a" in d.classes, d.classes.toggle("a"), str(d.classes)), (["a", "c"], True, False, "c"))
d.classes = ["one", "two"]
check("classes are set", d.className, "one two")
check("styles", (d.style["color"], d.style.margin_top, d.style["nope"], d.style["--own"], "top" in d.style), ("red", "1px", "", "", False))
d.style["background-color"] = "blue"
d.style.backgroundColor = "green"
d.style["--own"] = 5
del d.style["color"]
check("styles are set", (d.style["background_color"], d.style["--own"], d.style["color"]), ("green", "5", ""))
d.style = {"top": "2px", "margin_top": None}
check("a dict adds styles", (d.style["top"], d.style["margin-top"]), ("2px", ""))
d.style.update({"left": "1px"}, right=2)
check("styles are like a dict", (dict(d.style.items())["left"], sorted(d.style)[0], len(d.style), d.style.pop("left"), d.style.pop("left", 0)), ("1px", "--own", 4, "1px", 0))
d.attrs["title"] = "t"
check("attributes", (d.attrs["title"], "title" in d.attrs, d.attrs.get("nope", 1), d.data_foo, d.aria_label, d.data_nope), ("t", True, 1, "3", "l", None))
check("attributes are popped", (d.attrs.pop("title"), d.attrs.pop("title", 5), "title" in d.attrs.keys()), ("t", 5, False))
fails("what is not there cannot be popped", KeyError, "title", lambda: d.attrs.pop("title"))
check("elements are keys", ({d: 1}[main[0]], len({d, main[0], main}), d in {main}), (1, 2, False))
d.attrs["title"] = None
d.data_foo = None
d.aria_label = "new"
check("attributes are removed", (d.data_foo, d.attrs.get("title"), d.attrs["aria-label"]), (None, None, "new"))
fails("missing attributes raise", KeyError, "nope", lambda: d.attrs["nope"])
d.html = "<u>u</u><script>1<" + "/script>"
check("html cannot run", d.html, "<u>u</u>")
copy = d.clone(title="c")
check("a copy has no id", (copy.attrs.get("id"), copy.title, copy.html), (None, "c", "<u>u</u>"))
d.id = "d"
check("a copy of one with an id", (d.clone().attrs.get("id"), d.clone(id="e").id), (None, "e"))
other = span("other")
d.replace(other, "text")
check("replaced", main.text, "othertextend")
other.before("1", other.clone()); other.after([span("2"), "3"]); main.prepend(span("0"))
check("places", main.text, "01otherother23textend")
other.remove()
check("removed", (other.parent, main.text), (None, "01other23textend"))
main.clear()
check("cleared", main.text, "")
drawing = svg(path(d="M0 0", stroke_width=2), foreignObject(div("x")), pagelet.svg.a("q"), viewBox="0 0 1 1")
main.append(drawing, math(mi("x")), select(option("a"), option("b", value="2"), value="2"))
check("namespaces", [n.namespaceURI.split("/")[-1] for n in main.node.querySelectorAll("svg, path, foreignObject, div, a, math, mi")],
  ["svg", "svg", "svg", "xhtml", "svg", "MathML", "MathML"])
check("case", main.html.count("viewBox=") + main.html.count("<foreignObject>"), 2)
check("a select has its value", page["select"][0].value, "2")
box = input_(type="range", max=200, value=150)
main.append(box)
check("a range", (box.value, box.valueAsNumber), ("150", 150))
box.value = 7
check("value", box.value, "7")
box.step = 0.5
check("what controls have by the name of a method", (box.step, input_(step=3).step), ("0.5", "3"))
# Before they have a place, elements are changed in the same way.
loose = div("1", id="loose")
loose.append(span("2"))
loose.classes.add("l"); loose.style["color"] = "red"; loose.attrs["title"] = "t"; loose.tabIndex = 3; loose.data_x = 1
loose.append("3")
main.append(loose)
check("loose", (loose.html, sorted(loose.attrs.items())), ("1<span>2</span>3",
  [("class", "l"), ("data-x", "1"), ("id", "loose"), ("style", "color: red;"), ("tabindex", "3"), ("title", "t")]))
twice = span("twice")
main.append(div(twice), div(twice))
check("an element is in one place", main.html.count("twice"), 1)
fails("no such element", AttributeError, "nonsense", lambda: pagelet.html.nonsense)
fails("a bad selector", Exception, "!!", lambda: page["!!"])
fails("no selector", TypeError, 'such as page["#result"], and not 3', lambda: page[3])
fails("a class", TypeError, "the class div is no element yet: write div()", lambda: main.append(div))
check("what the page has", ("main" in page, "#none" in page), (True, False))
d.classes.add(["p", "q"], "r")
check("lists of classes", [name in d.classes for name in "pqr"], [True] * 3)
from pagelet import to_js, window
check("keys", window.JSON.stringify(to_js({0: 1, 5: "x", "b": 9})), '{"0":1,"5":"x","b":9}')
main.clear()
main.append([div(td(str(i), class_="label"), td("x")) for i in range(20)])
cells = page["main td.label"]
check("collections", (len(cells), len(cells[::5]), cells[3].text, cells[-1].text), (20, 4, "3", "19"))
for cell in cells[::5]:
    cell.text = cell.text + "!"
    cell.classes.add("hit")
check("loops", [c for c in cells.text if "!" in c], ["0!", "5!", "10!", "15!"])
check("classes in loops", len(page[".hit"]), 4)
for cell in cells:
    cell.text = "left early"
    if cell == cells[2]: break
check("a loop that ends early", cells.text.count("left early"), 3)
page["main td"].text = "same"
page["main td"].style["color"] = "red"
page["main td"].classes.add("z")
page["main td"].attrs["title"] = "t"
check("collections change together", (set(page["main td"].text), len(page["main td.z[title=t]"]), set(page["main td"].style["color"])), ({"same"}, 40, {"red"}))
page["main td.label"].append("+", 1)
check("methods are called on all", {text[-2:] for text in page["main td.label"].text}, {"+1"})
check("methods of the browser's, too", page["main td.label"].hasAttribute("title"), [True] * 20)
check("on none, nothing happens", page["main .none"].append("x"), [])
page["main td.label"].remove()
check("collections are removed", len(page["main td"]), 20)
page.title = "T"
check("title", (page.title, page.body.tag), ("T", "body"))
"""


@pytest.mark.parametrize(("kind", "where"), WHERE)
def test_elements(live, kit, kind, where) -> None:
    tab = live(f"<body><main></main>{kit.checks(kind, ELEMENTS, where)}")
    kit.verdict(tab)


MISSING = """
def wrong():
    from pagelet import wehn
def unlike():
    from pagelet import nope
import sys
# CPython guesses when it shows the error.
fails("nearly a name", ImportError, "did you mean 'when'" if sys.implementation.name == "micropython" else "wehn", wrong)
fails("no name", ImportError, "nope", unlike)
from pagelet import html, svg
check("modules are names, too", (html.a("x").tag, svg.a().tag, html.div("y").text), ("a", "a", "y"))
"""


@pytest.mark.parametrize("attributes", ["", "worker"])
@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_a_name_that_the_library_lacks_is_an_import_error(kit, live, type_: str, attributes: str) -> None:
    kit.verdict(live(kit.checks(type_, MISSING, attributes)))
