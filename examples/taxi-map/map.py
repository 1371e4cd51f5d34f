"""deck.gl draws, pandas says what."""

import pandas as pd
from city import Points, land, park, streets, trips

from pagelet import arrays, document, page, to_js
from pagelet.js_modules import deck

LAND, PARK, STREET, TAXI = [28, 38, 50], [26, 58, 48], [66, 84, 106], [255, 190, 90, 160]
taxis = trips(12_000)


def itself(value: object, about: object) -> object:
    """Tell deck.gl that what it asks for is the value that it has."""
    return value


def shape(name: str, points: Points, colour: list[int]) -> object:
    options: dict[str, object] = {"id": name, "data": [points.tolist()], "getPolygon": itself, "getFillColor": colour}
    return deck.SolidPolygonLayer.new(to_js(options))


def show(frame: pd.DataFrame) -> str:
    """Put some of the trips on the map, and say how many they are."""
    if city:
        where = arrays.view(frame[["lon", "lat"]].to_numpy("float32").ravel()).slice()
        data = {"length": len(frame), "attributes": {"getPosition": {"value": where, "size": 2}}}
        dots = {"id": "taxis", "data": data, "getFillColor": TAXI, "getRadius": 18, "radiusMinPixels": 1.2}
        city.setProps(to_js({"layers": [*ground, deck.ScatterplotLayer.new(to_js(dots))]}))
    said = f"{len(frame):,} of {len(taxis):,} trips" + (f", ${frame.fare.mean():.2f} on average" if len(frame) else "")
    page["#said"][0].text = said
    return said


city, ground = None, []
if document.createElement("canvas").getContext("webgl2"):
    lines = [line.tolist() for line in streets()]
    paths: dict[str, object] = {
        "id": "streets",
        "data": lines,
        "getPath": itself,
        "getColor": STREET,
        "getWidth": 14,
        "widthMinPixels": 0.6,
    }
    ground = [shape("land", land, LAND), shape("park", park, PARK), deck.PathLayer.new(to_js(paths))]
    view = {"longitude": -73.968, "latitude": 40.76, "zoom": 10.7, "pitch": 40, "bearing": 12}
    options = {"parent": page["#map"][0].node, "initialViewState": view, "controller": True}
    city = deck.Deck.new(to_js(options))
else:
    page["#map"][0].text = "This browser has no WebGL."
show(taxis)
