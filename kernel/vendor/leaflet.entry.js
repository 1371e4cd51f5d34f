// What maps of folium's are made with: what they load by the addresses of public hosts, and more than half of them use.
// kernel/src/charts/inmap.js runs behind it. CommonJS, for d3's version 3, which branca's legends speak, must not be strict.

const sheets = [
  require("leaflet/dist/leaflet.css"),
  require("glyphicons-only-bootstrap/css/bootstrap.min.css"),
  require("@fortawesome/fontawesome-free/css/fontawesome.min.css"),
  require("@fortawesome/fontawesome-free/css/solid.min.css"),
  require("leaflet.awesome-markers/dist/leaflet.awesome-markers.css"),
  require("leaflet.markercluster/dist/MarkerCluster.css"),
  require("leaflet.markercluster/dist/MarkerCluster.Default.css"),
  "html, body { width: 100%; height: 100%; margin: 0; padding: 0; } body { font: 14px/1.5 system-ui, sans-serif; }",
];
const style = document.createElement("style");
style.textContent = sheets.join("\n");
document.head.append(style);

globalThis.L = require("leaflet");
globalThis.$ = globalThis.jQuery = require("jquery");
globalThis.d3 = require("d3-for-legends");
// It would look for its images where its style sheet came from.
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({
  iconUrl: require("leaflet/dist/images/marker-icon.png"),
  iconRetinaUrl: require("leaflet/dist/images/marker-icon-2x.png"),
  shadowUrl: require("leaflet/dist/images/marker-shadow.png"),
});
require("leaflet.awesome-markers/dist/leaflet.awesome-markers.js");
require("leaflet.markercluster/dist/leaflet.markercluster.js");
require("leaflet.heat/dist/leaflet-heat.js");
