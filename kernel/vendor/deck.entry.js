// What the gallery's taxi map takes of deck.gl.

export { Deck, MapView } from "@deck.gl/core";
export { PathLayer, ScatterplotLayer, SolidPolygonLayer } from "@deck.gl/layers";
