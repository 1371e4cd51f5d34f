// Every error of the page has its code here and nowhere else: what happened is said where it happens,
// what to do next is said here.

/** @type {Record<string, string>} */
const HINTS = {
  "PGL-P01": "Correct the line that is marked; the mistake is there or just before it.",
  "PGL-P02": "Correct the line that is marked and reload the page.",
  "PGL-P03": "The page goes on running. Correct the line that is marked; it ran because of an event.",
  "PGL-P04": "The page goes on running. Correct the line that is marked; it ran in a coroutine.",
  "PGL-P05": "The module is there, but not what is imported from it: check the spelling of the name, or the version of the package.",
  "PGL-P06": "Define it in a script of the page, or correct the name in the attribute.",
  "PGL-A01": "Check the address of the module, which is relative to the page, and that the server has it.",
  "PGL-A02": "Give a core module, as compilers make for wasm32; a server that knows no such file may answer with a page.",
  "PGL-A03": 'Give what it imports by module and name: wasm.load("x.wasm", {"env": {"log": function}}); or compile it for wasm32-wasi.',
  "PGL-A04": "Give the function as many numbers, texts and arrays as it was compiled with; a length may follow each pointer.",
  "PGL-A05": "The mistake is in the module or in what it was given. Load it anew: its memory may be in any state.",
  "PGL-P07":
    'Add "worker" to the script: there Python can wait in every browser. On the page itself only type="py" can, in browsers with JSPI (Chromium 137, Firefox 153).',
  "PGL-P08": 'Write "await asyncio.sleep(…)", or add "worker" to the script. With type="py", browsers with JSPI (Chromium 137, Firefox 153) do not freeze.',
  "PGL-P09": "Correct the name in the line that is marked. A property of your own is set on the browser's object, as element.node.name.",
  "PGL-P10": "Correct the name of the event in the line that is marked.",
  "PGL-P11": "Correct the id in the attribute, or give the page such an element. What was written is in the console.",
  "PGL-C01": "Correct the config at the place that is marked.",
  "PGL-C02": "Correct the value in the config at the place that is marked.",
  "PGL-C03": "Check the address of the config file and that the server has it.",
  "PGL-C04": "Keep one config per interpreter: join the two.",
  "PGL-D01": 'Check the network; "pagelet serve" fetches the library once and keeps it. A version that it does not know can be pinned in pagelet.toml.',
  "PGL-D02": "Check the data and options that the chart is made of; its library could not draw them.",
  "PGL-D03": "Allow the host in pagelet.toml, below [csp].",
  "PGL-D04": 'Put the page on a host, as "pagelet build" makes it. Matplotlib draws without JavaScript, in one file too.',
  "PGL-K01": "Make room, or allow the site to store data; what could not be saved is tried again with the next change.",
  "PGL-F01": "Check the address in the config; it is relative to the page, or to the config file that names it.",
  "PGL-F02": "Check the address in the tag; it is relative to the page.",
  "PGL-F03": "Make the archive anew; it cannot be unpacked as it is.",
  "PGL-J01": 'Check the address under "js_modules" in the config and that it is an ES module.',
  "PGL-R01":
    'Leave "interpreter" out for the default, or give a version that your host has, or the address of a pyodide.mjs or micropython.mjs.',
  "PGL-R02": "Check that the file is on the host, and the network; then reload.",
  "PGL-R03": "The file may be damaged or not the one it should be: fetch it anew, then reload.",
  "PGL-R04": "Put pagelet.lib.json beside pagelet.js; both come from the same release.",
  "PGL-R05": 'Serve the page with "pagelet serve", which prepares packages, use type="py", or list a pure Python module of yours under "files".',
  "PGL-R06": "Check the name of the package and the network; a wheel may also be given by its address.",
  "PGL-R07": "Reload the page. If that does not help, something between here and the server changes files: a proxy, an extension, or a host that rewrites them.",
  "PGL-W01":
    "Serve the pagelet folder from the page's own host: browsers start workers only from there. Or leave out the worker attribute.",
  "PGL-W02": "Reload the page; if it happens again, look for what uses that much memory or calls sys.exit.",
  "PGL-W03":
    'One of three is needed: headers for cross-origin isolation ("pagelet serve --coop"), a browser with JSPI and type="py", or a service worker (https or localhost, not a private window). Or ask on the page, and hand the answer to a function of __export__.',
  "PGL-W04": 'Give the worker script that name, as in <script type="py" worker name="…">, and list its functions in __export__.',
  "PGL-W05": "Give each worker a name of its own.",
  "PGL-W06": "Pass numbers, text, lists, dicts, bytes, functions, or objects that came from the page.",
  "PGL-W07":
    'Write "await" before it, as in title = await document.title, and sync_main_only = true into the config of the worker, so that it is the same everywhere. What only changes the page needs neither. type="py" can wait in browsers with JSPI, other workers on https and localhost.',
  "PGL-W08": 'This worker does not wait for the page: the line is the first that says most of this. Write "await" before what it asks for, and the error is raised where it is awaited.',
  "PGL-W09": 'Correct the name, or give it to a worker, as in <script type="py" worker name="…">. If the worker is made later, this goes away when it is.',
  "PGL-W10":
    "Workers start from pagelet.frame.html: let the page's policy allow it, as in frame-src 'self'; worker-src 'self'. A host that sends X-Frame-Options: DENY with that file forbids it, too.",
  "PGL-W11":
    'Let the page do it at once: @when("submit", "#form", prevent_default=True), or element.on("submit", function, prevent_default=True). What decides by the event whether to prevent it belongs into a script without "worker".',
  "PGL-X01": "This is a defect of Pagelet itself: please report it with this text and the page that shows it.",
  "PGL-L01":
    'A page opened from disk cannot read other files. Run "pagelet serve" in its folder, or make one file of it with "pagelet build --single-file".',
};

// Whatever its code: a file of a built site came, and does not have its hash. What looks at those says so in its own words.
const { CHANGED } = /** @type {any} */ (globalThis)[Symbol.for("pagelet sound")] ?? {};
const CHANGED_HINT =
  "The file was changed after the build: by a host or a proxy that rewrites files, by an upload that broke off, or by somebody who should not. Reload the page; if that does not help, build it and upload all of it anew.";

/**
 * What to do about an error.
 * @param {{code: string, hint: string, message: string}} error
 */
export function hintFor({ code, hint, message }) {
  return hint || (CHANGED && message.includes(CHANGED) ? CHANGED_HINT : HINTS[code]);
}
