"""Whatever is displayed looks as rich as it can, and cannot run: on both interpreters, in the page and in a worker."""

import json

import pytest

BOTH = pytest.mark.parametrize(("type_", "where"), [("mpy", ""), ("mpy", "worker"), ("py", ""), ("py", "worker")])

SHOW = """
from pagelet import HTML, Latex, Markdown, display, document, page
class Shown:
    def __init__(self, name, value):
        setattr(self, name, lambda: value)
class Bundle:
    def __init__(self, data): self.data = data
    def _repr_mimebundle_(self, include=None, exclude=None): return self.data
"""

# Each would set window.hacked if any of it ran.
# https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html
ATTACKS = [
    "<script>hacked=1</script>",
    "<img src=x onerror=hacked=1>",
    "<img src=x onerror='&#104;acked=1'>",
    "<svg onload=hacked=1></svg>",
    "<svg><script>hacked=1</script></svg>",
    "<svg><animate onbegin=hacked=1 attributeName=x dur=1s></svg>",
    '<svg><a xlink:href="javascript:hacked=1"><text y=20>x</text></a></svg>',
    "<math><mtext></table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=hacked=1&gt;'>",
    '<a class=bait href="javascript:hacked=1">x</a>',
    '<a class=bait href=" &#14; javascript:hacked=1">x</a>',
    '<a class=bait href="java&#x0A;script:hacked=1">x</a>',
    '<iframe src="javascript:parent.hacked=1"></iframe>',
    '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    '<object data="javascript:hacked=1"></object>',
    '<embed src="javascript:hacked=1">',
    '<form action="javascript:hacked=1"><button class=bait>x</button></form>',
    '<button class=bait formaction="javascript:hacked=1" form=f>x</button>',
    "<details open ontoggle=hacked=1>x</details>",
    "<input autofocus onfocus=hacked=1>",
    "<video><source onerror=hacked=1></video>",
    '<style>@import "javascript:hacked=1"; body { display: none }</style>',
    '<base href="//elsewhere.invalid/">',
    '<meta http-equiv="refresh" content="0;javascript:hacked=1">',
    '<link rel="stylesheet" href="javascript:hacked=1">',
    "<template><script>hacked=1</script></template>",
    '<div style="background:url(javascript:hacked=1)">x</div>',
    "<img name=createElement id=getElementById>",
    "</div></script><script>hacked=1</script>",
    "<noscript><p title='</noscript><img src=x onerror=hacked=1>'>",
    "<x onclick=hacked=1 class=bait>x</x>",
]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="hacked=1" width="20" height="20"><script>hacked=1</script></svg>'

XSS = f"""
import json
attacks = json.loads({json.dumps(json.dumps(ATTACKS))})
svg = json.loads({json.dumps(json.dumps(SVG))})
class Named:
    def __init__(self, text): self.text = text
    def __repr__(self): return self.text
for attack in attacks:
    display(attack, Named(attack), [attack], target="text")
    display(Shown("_repr_html_", attack), Bundle({{"text/html": attack}}), target="html")
    if "body {{ display" not in attack:  # the author may style the page
        display(HTML(attack), target="own")
    display(Markdown(attack), Markdown("[x](" + attack.replace(")", "") + ") ![x](javascript:hacked=1) [y](javascript:hacked=1)"), target="md")
    display(Shown("_repr_latex_", attack), Shown("_repr_json_", {{attack: attack}}), target="text")
display(Shown("_repr_svg_", svg), Bundle({{"image/svg+xml": svg}}), target="svg")
display(Bundle({{"application/javascript": "hacked=1"}}), Shown("_repr_javascript_", "hacked=1"), target="js")
display(Bundle({{"image/png": '"><img src=x onerror=hacked=1>', "text/plain": "x"}}), target="svg")
display({{"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "title": "<img src=x onerror=parent.hacked=1>",
    "data": {{"values": [{{"a": "<img src=x onerror=parent.hacked=1>"}}]}}, "mark": {{"type": "bar", "tooltip": True}},
    "encoding": {{"x": {{"field": "a", "type": "nominal"}}, "href": {{"value": "javascript:parent.hacked=1"}}}}}}, target="chart")
display(Bundle({{"application/vnd.plotly.v1+json": {{"data": [{{"y": [1, 2], "name": "<img src=x onerror=parent.hacked=1>"}}],
    "layout": {{"title": {{"text": "<a href='javascript:parent.hacked=1'>x</a><img src=x onerror=parent.hacked=1>"}}}}}}}}), target="chart")
document.body.setAttribute("data-done", "1")
"""
PLACES = "".join(f'<div id="{name}"></div>' for name in ("text", "html", "own", "md", "svg", "js", "chart"))


@BOTH
def test_nothing_that_is_displayed_runs(page, kit, type_: str, where: str) -> None:
    script = kit.python(type_, "", f"{where} src='attacks.py'")
    # Not "live": browsers report what the policy stopped, even in markup that they then take apart.
    tab = page(f"<!doctype html>{PLACES}{script}", {"attacks.py": SHOW + XSS})
    tab.wait_for("document.body.dataset.done || document.querySelector('pagelet-error')", 60)
    assert tab.count("pagelet-error") == 0, tab.report()
    frames = "[...document.querySelectorAll('#chart iframe')]"
    tab.wait_for(f"{frames}.every((frame) => frame.dataset.drawn)", 30)
    roots = "[document, ...[...document.querySelectorAll('*')].map((node) => node.shadowRoot).filter(Boolean)]"
    inside = f"{roots}.flatMap((root) => [...root.querySelectorAll('#html *, #own *, #md *, #svg *, #js *, :host *')])"
    tab.evaluate("new Promise((done) => setTimeout(done, 300))")
    assert tab.evaluate("window.hacked ?? 'no'") == "no"
    # What the author vouches for may hold a base or a meta; the policy has the last word on them.
    bad = "node.matches('script, iframe, object, embed, base:not(#own base), meta:not(#own meta)')"
    assert tab.evaluate(f"{inside}.filter((node) => {bad}).length") == 0
    handlers = f"{inside}.flatMap((node) => node.getAttributeNames()).filter((name) => /^on|^srcdoc/.test(name))"
    assert tab.evaluate(handlers) == []
    values = f"{inside}.filter((node) => node.localName !== 'link').flatMap((node) => [...node.attributes]).filter(({{ name }}) => /href|action/.test(name)).map(({{ value }}) => value.replace(/[\\0-\\x20]/g, ''))"
    assert tab.evaluate(f"{values}.filter((value) => /^javascript:/i.test(value))") == []
    # Text is text, and the page still works.
    assert (
        tab.evaluate(
            "document.querySelector('#text').querySelectorAll('*:not(div, pre, span, iframe, math, math *)').length"
        )
        == 0
    )
    assert tab.evaluate("typeof document.createElement + typeof document.getElementById") == "functionfunction"
    assert tab.evaluate("getComputedStyle(document.body).display") == "block"
    assert "not run when it is displayed" in tab.text("#js")


@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_text_of_an_exception_is_text(live, kit, type_: str) -> None:
    code = f"raise ValueError({ATTACKS[1]!r} + {ATTACKS[0]!r})"
    tab = live(kit.python(type_, "", "src='raise.py'"), {"raise.py": code}, fails=True)
    tab.wait_for("document.querySelector('pagelet-error')")
    shown = "document.querySelector('pagelet-error').shadowRoot"
    assert ATTACKS[1] in tab.evaluate(f"{shown}.textContent")
    assert tab.evaluate(f"{shown}.querySelectorAll('img, script').length") == 0
    assert tab.evaluate("window.hacked ?? 'no'") == "no"


FORMS = """
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
out = []
def place(name):
    node = document.createElement("section")
    node.id = name
    document.body.append(node)
    return node
def shown(name, *values, **more):
    display(*values, target=place(name), **more)
shown("plain", "a < b", 5, None, ["<b>"], "", 2.5, True, {"k": 1})
shown("order", Bundle({"text/plain": "plain", "image/png": PNG, "text/html": "<i>rich</i>"}))
shown("none", Bundle({}), Shown("_repr_html_", None))
shown("meta", Bundle(({"image/png": PNG}, {"image/png": {"width": 7}})))
shown("svg", Shown("_repr_svg_", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="4"></svg>'))
shown("json", Shown("_repr_json_", {"a": [1]}))
shown("audio", Bundle({"audio/wav": "UklGRg=="}))
shown("markdown", Markdown("# Head\\n\\ntext with **bold**"))
shown("latex", Latex("$x^2$"))
shown("styled", Shown("_repr_html_", "<style>p { color: rgb(1, 2, 3) }</style><p>styled</p>"))
node = document.createElement("b")
node.textContent = "node"
shown("node", node)
display("one", target="plain2")
display("two", "three", target="#plain2")
display("new", target=page["#plain3"], append=False)
display("for a script", target="named")
document.body.setAttribute("data-done", "1")
"""


@BOTH
def test_every_form_is_shown(live, kit, type_: str, where: str) -> None:
    html = '<p id="plain2"></p><p id="plain3">old</p>' + kit.python(type_, SHOW + FORMS, f"{where} id='named'")
    tab = live(html)
    tab.wait_for("document.body.dataset.done || document.querySelector('pagelet-error')", 30)
    assert tab.count("pagelet-error") == 0, tab.report()

    def html_of(name: str) -> str:
        return tab.evaluate(f"document.querySelector('#{name}').innerHTML")

    lines = "[...document.querySelectorAll('#plain > div')].map((div) => div.textContent)"
    assert tab.evaluate(lines) == ["a < b", "5", "None", "['<b>']", "2.5", "True", "{'k': 1}"]
    assert tab.text("#order i") == "rich"
    assert "Bundle" in tab.text("#none")
    assert tab.evaluate("document.querySelector('#meta img').width") == 7
    tab.wait_for("document.querySelector('#svg img').naturalWidth === 9")
    assert tab.text("#json pre") == '{"a": [1]}'
    assert tab.evaluate("document.querySelector('#audio audio').src") == "data:audio/wav;base64,UklGRg=="
    assert tab.text("#markdown h1") == "Head"
    assert tab.text("#markdown strong") == "bold"
    tab.wait_for("document.querySelector('#latex math')", 20)
    assert tab.text("#latex msup") == "x2"
    styled = "document.querySelector('#styled > div').shadowRoot.querySelector('p')"
    assert tab.evaluate(f"getComputedStyle({styled}).color") == "rgb(1, 2, 3)"
    assert html_of("node") == "<b>node</b>"
    assert html_of("plain2") == "<div>one</div><div>two</div><div>three</div>"
    assert html_of("plain3") == "new"
    assert "for a script" in tab.evaluate("document.querySelector('#named').target.textContent")


@BOTH
def test_a_chart_says_why_it_is_not_drawn(live, kit, type_: str, where: str) -> None:
    code = """
from pagelet.charts import draw
from pagelet import document
draw(document.body, ("bokeh", "{}", "0.0.1"))
draw(document.body, ("vega", "{", ""))
"""
    preload = """() => {
      window.failed = [];
      addEventListener("pagelet:error", ({ detail }) => failed.push(detail.code));
    }"""
    tab = live(kit.python(type_, code, where), preload=preload, fails=True)
    tab.wait_for("document.querySelectorAll('iframe[data-error]').length === 2", 30)
    texts = "[...document.querySelectorAll('iframe[data-kind]')].map((frame) => frame.contentDocument.body.innerText)"
    first, second = tab.evaluate(texts)
    assert "PGL-D01" in first
    assert "bokeh 0.0.1" in first
    assert "PGL-D02" in second
    assert tab.evaluate("window.failed.sort()") == ["PGL-D01", "PGL-D02"]
    assert tab.evaluate("[...document.querySelectorAll('iframe[data-kind]')].every((frame) => frame.offsetHeight > 20)")
