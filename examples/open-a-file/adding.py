import csv
import io
from collections.abc import Iterator

from js import Event
from pagelet import document, files, page

sums: list[tuple[str, int, float]] = []


def numbers_of(texts: list[str]) -> Iterator[float]:
    for text in texts:
        try:
            yield float(text)
        except (TypeError, ValueError):
            pass  # an empty cell, or words


def add_up(text: str) -> list[tuple[str, int, float]]:
    rows = list(csv.DictReader(text.splitlines()))
    columns: list[str] = list(rows[0]) if rows else []
    found = {column: list(numbers_of([row[column] for row in rows])) for column in columns}
    return [(column, len(numbers), sum(numbers)) for column, numbers in found.items() if numbers]


async def show(file: files.File) -> None:
    sums[:] = add_up(await file.text())
    page["#said"][0].text = "" if sums else f"There are no numbers in {file.name}."
    page["#result"][0].hidden = not sums
    page["caption"][0].text = f"{file.name}, {file.size:,} bytes"
    body = document.querySelector("tbody")
    body.replaceChildren()
    for column, count, total in sums:
        row = body.insertRow()
        for text in (column, count, f"{total:,.6g}", f"{total / count:,.6g}"):
            row.insertCell().textContent = str(text)


async def open_file(event: Event) -> None:
    file = await files.pick(".csv, text/csv")
    if file:
        await show(file)


@files.drop("#here")
async def dropped(found: list[files.File]) -> None:
    await show(found[0])


def save_result(event: Event) -> None:
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("column", "numbers", "sum"), *sums])
    files.save(table.getvalue(), "sums.csv", "text/csv")
