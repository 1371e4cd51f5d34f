from js import Event
from pyscript import when
from pyscript.web import input_, label, li, page, span


@when("submit", "#form")
def add(event: Event) -> None:
    event.preventDefault()
    done = input_(type="checkbox")
    done.on_change = cross_out
    page["tasks"].append(li(label(done, span(page["task"].value))))
    page["task"].value = ""
    count()


def cross_out(event: Event) -> None:
    event.target.parentElement.style.textDecoration = "line-through" if event.target.checked else ""
    count()


def count() -> None:
    boxes = page.find("#tasks input")
    left = [box for box in boxes if not box.checked]
    page["count"].textContent = f"{len(left)} of {len(boxes)} to do"


count()
