import pandas as pd
from units import fahrenheit

from js import HTMLElement
from pagelet import document, page, when

hours = pd.read_csv("weather.csv", parse_dates=["time"])
days = hours.groupby(hours["time"].dt.day_name(), sort=False)["celsius"].agg(["min", "mean", "max"])


def row(*cells: str, tag: str = "td") -> HTMLElement:
    line = document.createElement("tr")
    for text in cells:
        cell = document.createElement(tag)
        cell.textContent = text
        line.append(cell)
    return line


@when("change", "#unit")
def show() -> None:
    table = days if page["#unit"][0].value == "Celsius" else days.map(fahrenheit)
    rows = [row(day, *(f"{degrees:.1f}°" for degrees in line)) for day, *line in table.itertuples()]
    document.querySelector("#days").replaceChildren(row("Day", "Lowest", "Mean", "Highest", tag="th"), *rows)


show()
