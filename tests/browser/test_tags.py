"""Every tag that holds Python, and every attribute of it."""

from __future__ import annotations

import re

import pytest

EVENTS = """() => {
  window.log = [];
  for (const name of ["py:ready", "mpy:ready", "py:done", "mpy:done"])
    addEventListener(name, ({ target }) => log.push(`${name} ${target.dataset.n || target.id}`));
  addEventListener("py:all-done", ({ target }) => log.push(target === document ? "all-done" : "?"), true);
}"""


def done(tab, count: int = 1) -> list[str]:
    """Wait until the page has nothing more to run and return what it announced."""
    tab.wait_for(f"log.filter((line) => line === 'all-done').length >= {count}")
    return tab.evaluate("log")


ORDER = """<body>
<script {t} data-n=1 src="a.py"></script>
<script {t} data-n=2>
    order.append("inline after " + order[-1])
    import asyncio
    while not document.body.hasAttribute("data-order"):
        await asyncio.sleep(0.05)
    order.append("slept")
</script>
<script {t} data-n=3 src="b.py"></script>
<script {t} data-n=4 async="false">
    order.append("last " + str(shared))
    document.body.dataset.order = " | ".join(order)
</script>
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_scripts_share_one_interpreter_and_keep_their_order(live, kind) -> None:
    files = {
        "a.py": "from pagelet import document\norder = ['a']\nshared = 41" + "\n# long" * 20000,
        "b.py": "order.append('b')\nshared += 1",
    }
    tab = live(ORDER.replace("{t}", f"type={kind}"), files, preload=EVENTS)
    tab.wait_for("document.body.dataset.order")
    assert tab.evaluate("document.body.dataset.order") == "a | inline after a | b | last 42"
    log = done(tab)
    assert [line for line in log if "ready" in line] == [f"{kind}:ready {n}" for n in "1234"]
    assert log[-2:] == [f"{kind}:done 2", "all-done"]
    outputs = tab.evaluate("[...document.querySelectorAll('script[data-n]')].map((s) => s.target.id)")
    assert outputs == [f"{kind}-{n}" for n in range(4)]


OUTPUTS = """<head><script {t}>from pagelet import display, current_target; display("in the head")</script></head>
<body><p>before</p><script {t} id=own>display("second", current_target())</script><p id=place>kept</p>
<script {t} target=place>display("third")</script><script {t} target="#place">display("fourth")</script>
<{t2}-script>display("fifth")</{t2}-script><{t2}-script id=mine>display("sixth " + current_target())</{t2}-script>
<script {t}>display("seventh", target="place")
display("new", target="#other", append=False)</script><p id=other>old</p>
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_output_goes_where_it_should(live, kind) -> None:
    html = OUTPUTS.replace("{t}", f"type={kind}").replace("{t2}", kind)
    tab = live(html, preload=EVENTS)
    done(tab)
    assert tab.evaluate("[...document.querySelectorAll('script-py')].map((e) => e.id)") == [
        f"{kind}-1",
        f"{kind}-3",
        f"{kind}-0",
    ]
    assert tab.text(f"#{kind}-0") == "in the head"
    assert tab.evaluate("document.body.lastElementChild.id") == f"{kind}-0"
    assert tab.evaluate("document.querySelector('#own').nextElementSibling.textContent") == f"second{kind}-1"
    assert tab.text("#place") == "keptthirdfourthseventh"
    assert tab.text(f"{kind}-script") == "fifth"
    assert tab.text("#mine") == "sixth mine"
    assert tab.text("#other") == "new"


TEXT = """<body>
  <{k}-script>
      from pagelet import document
      a, b = 1, 2
      if a &lt; b and b > a &amp;&amp; 1:
          pass
  </{k}-script>
"""

PLAIN = """<body><div>
    <{k}-script>
        from pagelet import document
        a, b = 1, 2
        words = []
        if a &lt; b: words.append("entity")
        if a < b and b > a: words.append("plain")
        words.append("<b>bold</b><br>")
        words.append("x &amp;lt; &amp; y")
        document.body.dataset.words = "|".join(words)
    </{k}-script></div>
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_python_in_a_tag_is_dedented_and_its_entities_undone(live, kind) -> None:
    tab = live(PLAIN.replace("{k}", kind), preload=EVENTS)
    done(tab)
    assert tab.evaluate("document.body.dataset.words") == "entity|plain|<b>bold</b><br>|x &lt; & y"
    assert tab.text(f"{kind}-script") == ""


ATTRIBUTES = """<body>
<script type=mpy config='{"word": "inline JSON"}' src="main.py"></script>
<script type=mpy worker src="w.py" config="conf/w.toml"></script>
<script type=mpy worker="w.py" id=wid config='word = "inline TOML"
[inner]
x = 1'></script>
<mpy-script worker name=wname src="w.py"></mpy-script>
<script type=mpy worker target=place src="w.py"></script><p id=place></p>
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_config_worker_name_and_target(live, kind) -> None:
    files = {
        "main.py": "from pagelet import config, document\ndocument.body.dataset.word = config['word'] + config['type']",
        "w.py": "from pagelet import config, display, current_target\ndisplay(config.get('word'), current_target())",
        "conf/w.toml": 'word = "file"',
    }
    tab = live(ATTRIBUTES.replace("mpy", kind), files, options=("--coop",), preload=EVENTS)
    log = done(tab)
    assert tab.evaluate("document.body.dataset.word") == f"inline JSON{kind}"
    assert log.count(f"{kind}:ready wid") == log.count(f"{kind}:done wid") == 1
    tags = tab.evaluate("[...document.querySelectorAll('[id$=target]')].map((e) => [e.localName, e.id, e.textContent])")
    assert tags == [
        [f"script-{kind}", f"{kind}-w0-target", f"file{kind}-w0-target"],
        [f"script-{kind}", "wid-target", "inline TOMLwid-target"],
        [f"script-{kind}", f"{kind}-w1-target", f"None{kind}-w1-target"],
    ]
    assert tab.text("#place") == "Noneplace"
    scripts = "[...document.querySelectorAll('[worker]')]"
    assert tab.evaluate(f"{scripts}.every((s) => s.xworker && s.target && s.xworker.sync)")
    assert tab.evaluate(f"{scripts}.map((s) => s.target.id)") == [
        f"{kind}-w0-target",
        "wid-target",
        f"{kind}-w1-target",
        "place",
    ]


PAUSES = """<body><button id=a {k}-click="pause">a</button><button id=b {k}-click="pause">b</button>
<script type={k}>
import asyncio
from pagelet import window
async def wait(seconds): await asyncio.sleep(seconds)
async def pause(event):
    await asyncio.sleep(0.05)
    await asyncio.gather(wait(0.01), wait(0.02))
    window.log.push(event.target.id)
document.body.dataset.ready = "yes"
await asyncio.sleep(0.05)
window.log.push("first")
</script>
<script type={k}>
await asyncio.sleep(0.02)
window.log.push("second")
await asyncio.create_task(wait(0.1))
window.log.push("third")
</script>
<script type={k}>
for _ in range(3): await asyncio.sleep(0.01)
window.log.push("fourth")
</script>"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_scripts_and_handlers_pause_side_by_side(live, kind) -> None:
    html = PAUSES.replace("{k}", kind).replace("import window", "import document, window")
    tab = live(html, preload="() => { window.log = [] }")
    tab.wait_for("document.body.dataset.ready")
    tab.click("#a")
    tab.click("#b")
    tab.wait_for("log.length === 6", 10)
    assert set(tab.evaluate("log")) == {"a", "b", "first", "second", "third", "fourth"}


LATER = """<body><script type=mpy id=first>
from pagelet import document, window
ran = []
def note(word):
    ran.append(word)
    document.body.dataset.ran = " ".join(ran)
note("first")
made = document.createElement("script")
made.type = "mpy"
made.append("note('by-python')")
document.body.append(made)
</script>
"""

# Trusted Types, which pages without scripts of their own are under, forbid to add scripts.
ADD = """window.add = async () => {
  const add = (parent, tag, code, type) => {
    const element = document.createElement(tag);
    element.append(code);
    if (type) element.type = type;
    parent.append(element);
    return element;
  };
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  add(root, "script", "note('detached-root')", "mpy");
  document.body.append(host);
  const inner = document.createElement("div");
  root.append(inner);
  add(inner.attachShadow({ mode: "open" }), "script", "note('nested-root')", "mpy");
  add(document.body, "script", "note('by-javascript')", "mpy");
  const section = document.createElement("section");
  add(section, "mpy-script", "note('in-a-section')");
  document.body.append(section);
  const twice = add(document.head, "script", "note('in-head')", "mpy");
  document.body.append(twice);
  const worker = document.createElement("script");
  worker.setAttribute("worker", "");
  worker.type = "mpy";
  worker.append("from pagelet import document\\ndocument.body.dataset.worker = 'ran'");
  document.body.append(worker);
};"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_scripts_added_later_run_once(live, kind) -> None:
    shadow = "<div><template shadowrootmode=open><script type=mpy>note('in-a-root')</script></template></div>"
    html = f"{LATER}{shadow}<script src=add.js></script>".replace("mpy", kind)
    tab = live(html, {"add.js": ADD.replace("mpy", kind)}, preload=EVENTS)
    tab.wait_for("document.body.dataset.ran?.includes('by-python')")
    tab.evaluate("add()")
    wanted = ["first", "in-a-root", "by-python", "detached-root", "nested-root"]
    wanted += ["by-javascript", "in-a-section", "in-head"]
    tab.wait_for("document.body.dataset.ran?.includes('in-head')")
    tab.wait_for("document.body.dataset.worker === 'ran'")
    found = tab.evaluate("document.body.dataset.ran").split()
    assert sorted(found) == sorted(wanted)
    process = (
        "document.querySelector('#first').process('note(\"processed\")\\nimport asyncio\\nawait asyncio.sleep(0)')"
    )
    tab.evaluate(process)
    assert tab.evaluate("document.body.dataset.ran").endswith("processed")


TWICE = """<head><script src="/_pagelet/pagelet.js"></script>
<script type=module src="/_pagelet/pagelet.js"></script></head>
<body><script type=mpy>
from pagelet import document
document.body.dataset.ran = document.body.dataset.ran + "+1" if hasattr(document.body.dataset, "ran") else "1"
</script>"""

EXPORTS = """async () => {
  const pagelet = await import("/_pagelet/pagelet.js");
  const names = Object.keys(pagelet).sort();
  const python = await pagelet.whenDefined("mpy");
  return [names, pagelet.config.mpy.type, python.type, typeof pagelet.worker];
}"""


def test_classic_and_module_tags_together_are_one_kernel(live) -> None:
    tab = live(TWICE, preload=EVENTS)
    assert len(done(tab)) == 3
    assert tab.evaluate("document.body.dataset.ran") == "1"
    names, config, python, worker = tab.call(EXPORTS)
    assert {"MPWorker", "PyWorker", "config", "whenDefined", "worker"} <= set(names)
    assert (config, python, worker) == ("mpy", "mpy", "function")


def test_both_types_on_one_page(live) -> None:
    html = """<body><script type=mpy>from pagelet import document, window
x = "mpy"
document.body.dataset.mpy = x</script>
<script type=py>from pagelet import document
import sys
document.body.dataset.py = str("x" in globals()) + sys.implementation.name</script>"""
    tab = live(html, preload=EVENTS)
    log = done(tab)
    assert tab.evaluate("[document.body.dataset.mpy, document.body.dataset.py]") == ["mpy", "Falsecpython"]
    assert log[-1] == "all-done"
    assert log.count("all-done") == 1


def test_failing_script_is_announced_and_does_not_stop_the_others(live) -> None:
    html = """<body><script type=mpy>1 / 0</script><script type=mpy src=nowhere.py></script>
<script type=mpy>from pagelet import document
document.body.dataset.ran = "yes"</script>"""
    tab = live(html, preload=EVENTS, fails=True)
    done(tab)
    assert tab.evaluate("document.body.dataset.ran") == "yes"
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 2")
    assert re.search("nowhere.py", tab.report())
