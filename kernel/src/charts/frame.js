// Draws one chart, in a frame of its own: libraries that draw charts make HTML of text, which the page's Trusted Types
// forbid. The frame's policy lets them, and still lets no text become a script. It is of the page's origin, so that it can
// read what to draw from its own iframe element and make that as tall as the chart.

import { here } from "../base.js";
import { PageletError, reason } from "../errors.js";
import { hintFor } from "../hints.js";
import { drawApp } from "./app.js";
import { drawMap } from "./map.js";

/** Which version is used, where the data does not say; the tool pins the same. @type {Record<string, string>} */
const CHART_VERSIONS = { vega: "6.4.0", "vega-lite": "6.4.3", "vega-interpreter": "2.3.2", plotly: "4.1.1", temml: "0.13.5" };

/** @type {any} */
const libraries = globalThis;
const chartRoot = document.createElement("div");

/**
 * @param {string} name
 * @param {string} file
 * @param {string} [version]
 */
async function chartFile(name, file, version = CHART_VERSIONS[name]) {
  const url = `${here}runtimes/${name}-${version}/${file}`;
  const answer = await fetch(url).catch(() => undefined);
  if (answer?.ok) return url;
  const why = answer ? `the server answered ${answer.status}: ${(await answer.text()).split("\n")[0].slice(0, 200)}` : "it could not be reached";
  throw new PageletError("PGL-D01", `The library ${name} ${version}, which draws this, could not be fetched: ${why}`);
}

/**
 * @param {string} name
 * @param {string} file
 * @param {string} [version]
 */
async function chartScript(name, file, version) {
  const src = await chartFile(name, file, version);
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src });
    script.onload = resolve;
    script.onerror = () => reject(new PageletError("PGL-D01", `The library ${name} does not load from ${src}.`));
    document.head.append(script);
  });
}

/**
 * Vega's own reader of CSV writes code; a policy forbids that.
 * @param {string} text
 * @param {string} comma
 */
function readRows(text, comma) {
  const cells = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${comma}\\n\\r]*))(${comma}|\\r?\\n|$)`, "g");
  const rows = [[""]];
  rows[0].pop();
  for (const [, quoted, plain, end] of text.matchAll(cells)) {
    /** @type {string[]} */ (rows.at(-1)).push(quoted?.replaceAll('""', '"') ?? plain);
    if (!end) break;
    if (end !== comma) rows.push([]);
  }
  const [names, ...values] = rows.filter((row) => row.length > 1 || row[0]);
  return values.map((row) => Object.fromEntries((names ?? []).map((name, at) => [name, row[at] ?? ""])));
}

/** @param {string} text */
async function drawVega(text) {
  const spec = JSON.parse(text);
  await chartScript("vega", "vega.min.js");
  await chartScript("vega-lite", "vega-lite.min.js");
  const { expressionInterpreter } = await import(await chartFile("vega-interpreter", "vega-interpreter.js"));
  const { vega, vegaLite } = libraries;
  vega.formats("csv", (/** @type {string} */ data) => readRows(data, ","));
  vega.formats("tsv", (/** @type {string} */ data) => readRows(data, "\t"));
  const { config, ...options } = spec.usermeta?.embedOptions ?? {};
  const quiet = vega.logger(vega.Error);
  const compiled = /vega-lite/.test(spec.$schema ?? "vega-lite") ? vegaLite.compile(spec, { config, logger: quiet }).spec : spec;
  // https://vega.github.io/vega/usage/interpreter/
  const view = new vega.View(vega.parse(compiled, config, { ast: true }), {
    expr: expressionInterpreter,
    renderer: options.renderer ?? "svg",
    container: chartRoot,
    hover: true,
    loader: vega.loader({ baseURL: new URL(".", parent.document.baseURI).href }),
  });
  await view.runAsync();
  addEventListener("resize", () => view.resize().runAsync());
}

/** @param {string} text */
async function drawPlotly(text) {
  const { data, layout = {}, frames, config } = JSON.parse(text);
  await chartScript("plotly", "plotly-strict.min.js");
  await libraries.Plotly.newPlot(chartRoot, { data, layout, frames, config: { responsive: true, displaylogo: false, ...config } });
}

/** @param {string} text @param {string} version */
async function drawBokeh(text, version) {
  const item = JSON.parse(text);
  await chartScript("bokeh", "bokeh.min.js", version);
  // Its parts find out by themselves what they need; few charts need the others.
  if (/"name":"(?!Figure)\w*(Table|Input|Slider|Button|Select|Widget|Picker|Toggle|Tabs|Group|Div|Paragraph|PreText)\b/.test(text)) {
    for (const part of ["widgets", "tables"]) await chartScript("bokeh", `bokeh-${part}.min.js`, version);
  }
  libraries.Bokeh.set_log_level("error");
  await libraries.Bokeh.embed.embed_item(item, chartRoot);
}

/** Mathematics goes into the page itself, as MathML: it is text like the text around it. @param {string} text */
async function drawMath(text) {
  await chartScript("temml", "temml.min.js");
  const block = /^\s*(\$\$|\\\[|\\begin)/.test(text);
  const tex = text.trim().replace(/^\$\$?|\$\$?$|^\\[[(]|\\[\])]$/g, "");
  const made = document.createElement("span");
  libraries.temml.render(tex, made, { displayMode: block, throwOnError: false, trust: false });
  ownFrame.replaceWith(...made.childNodes);
}

const ownFrame = /** @type {HTMLIFrameElement} */ (window.frameElement);

/** @param {unknown} error */
function tellChartError(error) {
  chartRoot.replaceChildren();
  noteChartError(error);
}

/** Say what is wrong below what is drawn. @param {unknown} error */
function noteChartError(error) {
  const known = error instanceof PageletError ? error : new PageletError("PGL-D02", `This cannot be drawn: ${reason(error)}`);
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.textContent = `${known.code}: ${known.message} ${hintFor(known)}`;
  chartRoot.append(note);
  console.error(note.textContent);
  parent.dispatchEvent(new CustomEvent("pagelet:error", { detail: known.toJSON() }));
  // Who looks for errors on the page finds this one in the page, too.
  ownFrame.dataset.error = known.code;
}

function fitChartFrame() {
  const { height } = chartRoot.getBoundingClientRect();
  ownFrame.style.height = `${Math.ceil(Math.max(height, chartRoot.scrollHeight))}px`;
}

/** @type {Record<string, (text: string, version: string) => Promise<void>>} */
const DRAWERS = { app: (text) => drawApp(text, chartRoot, noteChartError, ownFrame), vega: drawVega, plotly: drawPlotly, bokeh: drawBokeh, map: (text) => drawMap(text, chartRoot, noteChartError), math: drawMath };

async function drawChart() {
  const { kind = "", text = "", version = "" } = ownFrame.dataset;
  delete ownFrame.dataset.text; // it may be large
  document.body.append(chartRoot);
  new ResizeObserver(fitChartFrame).observe(chartRoot);
  await DRAWERS[kind](text, version).catch(tellChartError);
  if (ownFrame.isConnected) fitChartFrame();
  ownFrame.dataset.drawn = kind;
}

drawChart();
