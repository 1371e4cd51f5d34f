// Inside the frame of a map: shows the document that folium wrote. What such documents load from public hosts stands in
// front of this already (kernel/vendor/leaflet.entry.js), so that maps are shown offline, too.

/** @type {any} */
const { L } = globalThis;

const AT_HAND = new RegExp(
  "/(leaflet|leaflet\\.awesome-markers|leaflet\\.awesome\\.rotate\\.min|leaflet\\.markercluster|MarkerCluster(\\.Default)?|leaflet_heat\\.min|" +
    "jquery-3[\\d.]+(\\.slim)?\\.min|bootstrap(\\.bundle)?\\.min|bootstrap-glyphicons)\\.(js|css)$|fontawesome.*/all\\.min\\.css$|/d3/3[\\d.]+/d3\\.min\\.js$",
);

/** @type {MessagePort} */
let outside;
/** @type {Map<number, (image: string) => void>} */
const waitingTiles = new Map();
let tileCount = 0;

/** @param {string} url */
function imageOf(url) {
  if (!/^https?:/.test(url)) return Promise.resolve(url);
  return new Promise((/** @type {(image: string) => void} */ resolve) => {
    waitingTiles.set(++tileCount, resolve);
    outside.postMessage({ tile: tileCount, url });
  });
}

// https://leafletjs.com/reference.html#gridlayer-createtile
L.TileLayer.include({
  /** @this {any} @param {unknown} place @param {() => void} done */
  createTile(place, done) {
    const tile = document.createElement("img");
    const url = this.getTileUrl(place);
    tile.alt = "";
    tile.onload = () => this._tileOnLoad(done, tile);
    tile.onerror = (error) => this._tileOnError(done, tile, error);
    // Hosts that let no script read their tiles let images be shown.
    imageOf(url).then((image) => (tile.src = image || url));
    return tile;
  },
});

/** @param {HTMLScriptElement} given */
async function runMapScript(given) {
  if (AT_HAND.test(given.src)) return;
  const script = document.createElement("script");
  script.type = given.type;
  if (!given.src) {
    script.textContent = given.textContent;
    document.body.append(script);
    return;
  }
  await new Promise((resolve) => {
    script.onload = script.onerror = resolve;
    script.src = given.src;
    document.body.append(script);
  });
}

/** @param {string} html */
async function showMap(html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  const scripts = [...made.querySelectorAll("script")];
  for (const script of scripts) script.remove();
  for (const link of made.querySelectorAll("link")) if (AT_HAND.test(link.href)) link.remove();
  document.head.append(...made.head.childNodes);
  document.body.append(...made.body.childNodes);
  for (const script of scripts) await runMapScript(script);
  outside.postMessage({ drawn: true });
}

addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  outside?.postMessage({ stopped: effectiveDirective.replace(/-(elem|attr)$/, ""), url: blockedURI });
});
addEventListener("error", ({ message }) => outside?.postMessage({ failed: message }));
addEventListener("message", ({ source, data, ports }) => {
  // Opened outside of a sandbox, where there would be something to reach, it shows nothing.
  if (source !== parent || self.origin !== "null" || outside) return;
  [outside] = ports;
  outside.onmessage = ({ data: { tile, image } }) => {
    waitingTiles.get(tile)?.(image);
    waitingTiles.delete(tile);
  };
  showMap(data);
});
