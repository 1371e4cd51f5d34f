"""What each example shows, and does when somebody uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenes_of_data import (
    bokeh,
    charts,
    d3,
    folium,
    fractal,
    k_means,
    live_filter,
    matplotlib,
    packages,
    panel,
    stream,
    table,
    taxi_map,
    templates,
)
from tests.shows import shows

if TYPE_CHECKING:
    from collections.abc import Callable

    from pagelet_cli.browser import Tab


def hello(tab: Tab) -> None:
    shows(tab, "script-py", "^Hello, world!$")


def clock(tab: Tab) -> None:
    shows(tab, "#time", r"^\d\d:\d\d:\d\d$")
    first = tab.text("#time")
    tab.wait_for(f"document.querySelector('#time').textContent !== {first!r}")


def start(tab: Tab) -> None:
    tab.wait_for("!document.querySelector('script-py')?.textContent")
    tab.click("#roll")
    shows(tab, "output", "^[1-6]$")
    tab.click("#roll")
    shows(tab, "#log", r"^2 rolled, [1-6]\.\d\d on average$")


def garden(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('svg .flower ellipse').length >= 25")
    tab.click("svg")
    tab.wait_for("document.querySelectorAll('.flower').length === 6")


def rows(tab: Tab) -> None:
    tab.click("#create")
    tab.wait_for("document.querySelector('#rows').rows.length === 10000", 60)
    tab.evaluate("document.querySelector('#update').click()")
    tab.wait_for("document.querySelectorAll('#rows tr.changed').length === 1000")
    tab.evaluate("document.querySelector('#rows').rows[3].cells[1].click()")
    shows(tab, "output", "^You chose row 3.$")
    tab.evaluate("document.querySelector('#clear').click()")
    tab.wait_for("document.querySelector('#rows').rows.length === 0")


def line(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('#board circle').length === 6")
    shows(tab, "#said", r"^The line explains \d\d% of 6 points.$")
    tab.click("#board")
    shows(tab, "#said", r"^The line explains \d\d% of 7 points.$")
    tab.wait_for("document.querySelectorAll('#board line').length === 1")


def two_pythons(tab: Tab) -> None:
    shows(tab, "#small", r"^MicroPython 1\.\d+\.\d+$")
    shows(tab, "#large", r"^CPython 3\.\d+\.\d+.*is 2$")


def worker(tab: Tab) -> None:
    shows(tab, "#state", "^The worker is ready, in a page named Python in another thread$")
    tab.click("#count")
    shows(tab, "#answer", "^2262 primes$")
    shows(tab, "#state", "^done with 20000$")


def files(tab: Tab) -> None:
    shows(tab, "#planets", r"^8 planets; the heaviest is Jupiter\.$")


def events(tab: Tab) -> None:
    tab.wait_for("!document.querySelector('#plus').disabled")
    tab.click("#plus")
    tab.click("#plus")
    shows(tab, "#count", "^2$")
    tab.click("#clear")
    shows(tab, "#count", "^0$")
    tab.type("#name", "Ada")
    shows(tab, "#greeting", "^Hello, Ada$")


def fetch(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('#chart b').length === 14")
    widths = tab.evaluate("[...document.querySelectorAll('#chart b')].map((bar) => bar.style.width)")
    assert widths[0] == "100%"
    assert widths[-1] == "42.9%"
    tab.click("#nobody")
    shows(tab, "#state", "^fetching http://localhost:1/rivers.json failed: nothing answers at localhost:1")
    tab.click("#load")
    shows(tab, "#state", "^$")


def camera(tab: Tab) -> None:
    tab.wait_for("window.allDone")
    tab.click("#start")
    shows(tab, "#text", "^You look into: .")
    tab.wait_for("document.querySelector('video').videoWidth > 0")
    tab.click("#shoot")
    shows(tab, "#text", r"^On average the picture is \d+% bright\.$")
    assert tab.evaluate("document.querySelector('#colour').style.background").startswith("rgb(")


def life(tab: Tab) -> None:
    shows(tab, "#state", r"^\d+ alive$")
    first = tab.text("#state")
    tab.wait_for(f"document.querySelector('#state').textContent !== {first!r}")
    tab.click("#run")
    tab.click("#clear")
    shows(tab, "#state", "^0 alive$")
    tab.click("canvas")
    shows(tab, "#state", "^1 alive$")
    tab.click("#run")
    shows(tab, "#state", "^0 alive$")


def turtle(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('svg line').length === 120")
    tab.evaluate("what.value = 'snowflake', what.dispatchEvent(new Event('change'))")
    tab.wait_for("document.querySelectorAll('svg line').length === 192")


def tic_tac_toe(tab: Tab) -> None:
    tab.click("[value='8']")
    shows(tab, "[value='4']", "◯")
    tab.click("#again")
    shows(tab, "#board", "^$")
    shows(tab, "#state", "^Your turn.$")
    tab.click("[value='0']")
    shows(tab, "#board", "^✕◯$|^✕.*◯")
    shows(tab, "[value='4']", "◯")
    tab.click("[value='1']")
    shows(tab, "[value='2']", "◯")
    tab.click("[value='8']")
    shows(tab, "[value='6']", "◯")
    shows(tab, "#state", "^Python has won.$")
    assert tab.count("#board .won") == 3


def blink(tab: Tab) -> None:
    inside = "e => e.shadowRoot?.querySelector('span')?.style.visibility"
    for look in ("hidden", "visible"):
        tab.wait_for(f"[...document.querySelectorAll('py-blink')].map({inside}).join() === '{look},{look}'")


def antigravity(tab: Tab) -> None:
    height = "(css => document.querySelector(css).getBoundingClientRect().top)"
    tab.wait_for(f"document.querySelector('svg g') && {height}('svg g') < {height}('svg') + 120")
    tab.click("svg")
    tab.wait_for("document.querySelectorAll('svg g').length === 2")


def icosahedron(tab: Tab) -> None:
    able = tab.evaluate("document.createElement('canvas').getContext('webgl') !== null")
    shows(tab, "#rate", r"^\d+ pictures a second$" if able else "^This browser has no WebGL.$")


def menu(tab: Tab) -> None:
    shows(tab, "#order", "^Nothing yet.$")
    tab.click("#menu tr:nth-child(2) button")
    tab.click("#away")
    shows(tab, "#order", "^dumplings: 7.00, to take away$")
    tab.type("[name=name]", "Ann\n")
    shows(tab, "#order", "^Thank you, Ann: dumplings.$")


def coral(tab: Tab) -> None:
    shows(tab, "#said", "rounds$")
    context = "document.querySelector('canvas').getContext('2d')"
    colours = f"new Set(new Uint32Array({context}.getImageData(0, 0, 240, 160).data.buffer)).size"
    tab.wait_for(f"{colours} > 20")
    tab.click("#anew")
    tab.click("canvas")


def share_the_bill(tab: Tab) -> None:
    shows(tab, "#share", "^22.00 each$")
    tab.type("[name=people]", "0")
    shows(tab, "#share", "^2.20 each$")


def modules(tab: Tab) -> None:
    shows(tab, "#answer", r"covers 12\.57; the squares of 1 to 4 cover 1, 4, 9, 16\.$")


def notes(tab: Tab) -> None:
    shows(tab, "#left", "^Nothing to do")
    tab.type("form input", "Water the plants\n")
    shows(tab, "#left", "^1 of 1 to do$")
    tab.type("form input", "Learn Python\n")
    shows(tab, "ul", "^Learn Python.*Water the plants")
    tab.click("li:last-child input")
    shows(tab, "#left", "^1 of 2 to do$")
    tab.reload()
    shows(tab, "#left", "^1 of 2 to do$")
    assert tab.evaluate("[...document.querySelectorAll('li input')].map((box) => box.checked)") == [False, True]
    tab.click("li button")
    shows(tab, "ul", "^Water the plants")
    shows(tab, "#left", "^Nothing to do")


TABLE = 'name,"mass, kg",moons\nMars,0.5,2\nEarth,1.25,1\nunknown,,\n'


def open_a_file(tab: Tab) -> None:
    tab.wait_for("!document.querySelector('button').disabled")
    tab.call(
        """(text) => {
      HTMLInputElement.prototype.click = function () {
        const all = new DataTransfer();
        all.items.add(new File([text], "planets.csv"));
        this.files = all.files;
        setTimeout(() => this.dispatchEvent(new Event("change")), 50);
      };
      HTMLAnchorElement.prototype.click = async function () {
        window.saved = [this.download, await (await fetch(this.href)).text()];
      };
    }""",
        TABLE,
    )
    tab.click("#here button")
    shows(tab, "caption", "^planets.csv, 56 bytes$")
    shows(tab, "tbody", "mass, kg21.750.875moons231.5")
    tab.click("#result button")
    assert tab.wait_for("window.saved") == ["sums.csv", 'column,numbers,sum\n"mass, kg",2,1.75\nmoons,2,3.0\n']


def year_2022(tab: Tab) -> None:
    shows(tab, "py-script", "^Hello, Ada and Grace!$")


def markdown(tab: Tab) -> None:
    shows(tab, "#shown h2", "^The area of a circle$")
    tab.wait_for("document.querySelectorAll('#shown math').length === 3")
    tab.evaluate("(document.querySelector('#source').value = '', 1)")
    tab.type("#source", "- *one*")
    shows(tab, "#shown li em", "^one$")


def component(tab: Tab) -> None:
    tab.wait_for("document.querySelector('star-rating')?.shadowRoot?.querySelectorAll('button').length === 5")
    tab.click("#more")
    tab.wait_for("document.querySelectorAll('star-rating').length === 3")
    tab.evaluate("document.querySelector('star-rating').shadowRoot.querySelectorAll('button')[4].click()")
    shows(tab, "#said", "^Books: 5 stars$")
    assert tab.evaluate("document.querySelector('star-rating').rating") == 5


def widgets(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('mpy-list li').length === 3")
    shows(tab, "mpy-title h1", "^Shopping$")
    tab.type("mpy-inputbox input", "honey")
    tab.press("Enter")
    tab.wait_for("document.querySelectorAll('mpy-list li').length === 4")
    tab.click("mpy-list li:nth-child(2) input")
    shows(tab, "#rest", "^2 to get$")
    tab.type("mpy-inputbox input", "tea")
    tab.click("mpy-button button")
    shows(tab, "mpy-list", "tea$")
    tab.wait_for("document.querySelector('mpy-tutor').shadowRoot.textContent.includes('mpy-inputbox id=')")


def ask(tab: Tab) -> None:
    tab.wait_for("!document.querySelector('#play').disabled")
    tab.click("#play")
    # From both ends, so that each answer differs from the one before.
    for guess in "192837465":
        tab.wait_for("document.querySelector('pagelet-question')?.shadowRoot.activeElement?.localName === 'input'")
        if guess == "1":
            clock = tab.text("#clock")
            tab.wait_for(f"document.querySelector('#clock').textContent !== {clock!r}")
        tab.press(guess)
        tab.press("Enter")
        shows(tab, "#said", rf"^(Too {'small' if guess < '5' else 'large'}|Right, after \d turns)$")
        if tab.text("#said").startswith("Right"):
            return
    raise AssertionError("no number was right")


def repl(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#first')?.shadowRoot?.querySelector('.cm-content')")
    tab.evaluate("document.querySelector('#first').focus()")
    tab.press("Shift+Enter")
    shows(tab, "#first-output", r"the last one is 81\s*\(285, 16\.88")
    inside = "document.activeElement.shadowRoot?.activeElement?.matches('.cm-content')"
    tab.wait_for(f"document.querySelectorAll('py-repl').length === 2 && {inside}")
    tab.wait_for("document.activeElement === document.querySelectorAll('py-repl')[1]")
    tab.press(*"squares.rev")
    tab.press("Tab")
    tab.wait_for("document.activeElement.getPySrc() === 'squares.reverse'")
    tab.press(*"()")
    tab.press("Shift+Enter")
    tab.wait_for(f"document.activeElement === document.querySelectorAll('py-repl')[2] && {inside}")
    tab.press(*"squares[0]")
    tab.press("Shift+Enter")
    tab.wait_for("document.querySelectorAll('py-repl')[2].textContent.trim() === '81'")


def editor(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#second')?.dataset.editor === 'ready'")
    tab.evaluate("(document.querySelector('#first').run(), document.querySelector('#second').run(), 1)")
    shows(tab, "#first-output", r"^There are 17 primes below 60\.\s*$")
    shows(tab, "#second-output", r"^9011 and 9013\s")
    tab.evaluate("document.querySelector('#second-editor').shadowRoot.querySelector('.run').click()")
    shows(tab, "#second-output", r"Stopped\.")


def terminal(tab: Tab) -> None:
    script = "document.querySelector('script[terminal]')"
    lines = f"{script}.terminal.buffer.active"
    last = f"{lines}.getLine({lines}.baseY + {lines}.cursorY).translateToString(true)"
    tab.wait_for(f"{script}.terminal && {last}.startsWith('Your guess:')", 60)
    tab.evaluate(f"({script}.screen.focus(), {script}.terminal.paste('1\\n42\\n'), 1)")
    tab.evaluate(f"({script}.terminal.paste([...Array(101).keys()].join('\\n') + '\\n'), 1)")
    tab.wait_for(f"{last}.startsWith('>>>')")
    tab.press(*"secret == guess", "Enter")
    tab.wait_for(f"{lines}.getLine({lines}.baseY + {lines}.cursorY - 1).translateToString(true) === 'True'")


def two_repls(tab: Tab) -> None:
    for name in ("left", "right"):
        tab.wait_for(f"document.querySelector('#{name}')?.shadowRoot?.querySelector('.cm-content')")
        tab.evaluate(f"document.querySelector('#{name}').focus()")
        tab.press("Shift+Enter")
    shows(tab, "#left-printed", "^printed by Ada$")
    shows(tab, "#left-values", "^3$")
    shows(tab, "#right-printed", "^False$")
    shows(tab, "#right-values", "^42$")
    for name in ("busy", "free"):
        tab.evaluate(f"document.querySelector('#{name}').focus()")
        tab.press("Shift+Enter")
    shows(tab, "#free-output", r"^\['a', 'is', 'rose'\]$")
    tab.evaluate("document.querySelector('#busy').stop()")
    shows(tab, "#busy-output", r"^Stopped\.")


def three(tab: Tab) -> None:
    able = tab.evaluate("document.createElement('canvas').getContext('webgl2') !== null")
    shows(tab, "#rate", r"^\d+ pictures a second$" if able else "^This browser has no WebGL.$")


def comets(tab: Tab) -> None:
    shows(tab, "#said", "^0 points$")
    tab.press(" ")
    tab.wait_for("document.querySelector('canvas').getContext('2d').getImageData(320, 200, 1, 1).data[0] > 200")


def tasks(tab: Tab) -> None:
    tab.wait_for("window.allDone")
    tab.type("form input", "Learn Python\n")
    tab.type("form input", "Water the plants\n")
    shows(tab, "#left", "^2 of 2 to do$")
    tab.click("li:last-child input")
    shows(tab, "#left", "^1 of 2 to do$")
    shows(tab, "li .done", "^Water the plants$")


def pyscript_page(tab: Tab) -> None:
    shows(tab, "#count", "^0 of 0 to do$")
    for task in ("wash", "dry"):
        tab.type("#task", task)
        tab.click("#add")
    shows(tab, "#count", "^2 of 2 to do$")
    tab.click("#tasks li:first-child input")
    shows(tab, "#count", "^1 of 2 to do$")


SCENES: dict[str, Callable[[Tab], None]] = {
    "antigravity": antigravity,
    "blink": blink,
    "coral": coral,
    "fractal": fractal,
    "icosahedron": icosahedron,
    "k-means": k_means,
    "live-filter": live_filter,
    "menu": menu,
    "stream": stream,
    "life": life,
    "line": line,
    "tic-tac-toe": tic_tac_toe,
    "turtle": turtle,
    "charts": charts,
    "camera": camera,
    "ask": ask,
    "clock": clock,
    "d3": d3,
    "tasks": tasks,
    "taxi-map": taxi_map,
    "bokeh": bokeh,
    "folium": folium,
    "panel": panel,
    "templates": templates,
    "comets": comets,
    "three": three,
    "component": component,
    "editor": editor,
    "events": events,
    "fetch": fetch,
    "files": files,
    "hello": hello,
    "markdown": markdown,
    "matplotlib": matplotlib,
    "modules": modules,
    "notes": notes,
    "open-a-file": open_a_file,
    "packages": packages,
    "repl": repl,
    "pyscript-page": pyscript_page,
    "start": start,
    "table": table,
    "garden": garden,
    "rows": rows,
    "terminal": terminal,
    "testing": share_the_bill,
    "two-pythons": two_pythons,
    "two-repls": two_repls,
    "widgets": widgets,
    "worker": worker,
    "year-2022": year_2022,
}
