from js import Event, HTMLElement
from pagelet import document, page, storage, when

store = await storage("notes")
store.setdefault("notes", [])


def show() -> None:
    notes = store["notes"]
    rows: list[HTMLElement] = []
    for number, note in enumerate(notes):
        row = document.querySelector("template").content.firstElementChild.cloneNode(True)
        row.dataset.number = str(number)
        row.querySelector("span").textContent = note["text"]
        row.querySelector("input").checked = note["done"]
        rows.append(row)
    document.querySelector("ul").replaceChildren(*rows)
    left = len([note for note in notes if not note["done"]])
    page["#left"][0].text = f"{left} of {len(notes)} to do" if left else "Nothing to do. Enjoy the day!"


async def save() -> None:
    await store.sync()
    show()


async def add(event: Event) -> None:
    event.preventDefault()
    field = event.target.elements.text
    if field.value.strip():
        store["notes"].insert(0, {"text": field.value.strip(), "done": False})
        field.value = ""
        await save()


@when("change", "ul")
async def tick(event: Event) -> None:
    number = int(event.target.closest("li").dataset.number)
    store["notes"][number]["done"] = event.target.checked
    await save()


@when("click", "ul")
async def remove(event: Event) -> None:
    if event.target.localName == "button":
        del store["notes"][int(event.target.closest("li").dataset.number)]
        await save()


@when("visibilitychange", document)
async def look() -> None:
    # Another tab may have changed the notes meanwhile.
    await save()


show()
