// What every interpreter must do, asked of one. Each check says in a sentence what it holds; test_contract.py reads the
// sentences out of this file, so that each is a test of its own.

import { startInterpreter } from "./kernel/interpreters/registry.js";

const CHECKS = [];

function check(name, run, types = ["py", "mpy"]) {
  CHECKS.push({ name, run, types });
}

function same(actual, expected) {
  const [left, right] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value));
  if (left !== right) throw new Error(`expected ${right}, found ${left}`);
}

function holds(text, ...parts) {
  for (const part of parts) if (!String(text).includes(part)) throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(text)}`);
}

function lacks(text, ...parts) {
  for (const part of parts) if (String(text).includes(part)) throw new Error(`${JSON.stringify(part)} is in ${JSON.stringify(text)}`);
}

async function failure(run) {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

async function until(look, what) {
  for (const end = performance.now() + 3000; performance.now() < end; await pause(10)) {
    const found = look();
    if (found) return found;
  }
  throw new Error(`${what} did not come`);
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

// ------------------------------------------------------------------------------------------------------------- identity

check("it says its type", ({ python, type }) => same(python.type, type));

check("it says its version", ({ python, version }) => same(python.version, version));

// -------------------------------------------------------------------------------------------------------------- running

check("run executes code", ({ python }) => {
  python.run("ran = 6 * 7", "run.py");
  same(python.get("ran"), 42);
});

check("run throws what Python raises", async ({ python }) => {
  const error = await failure(() => python.run("1 / 0", "run.py"));
  holds(python.tracebackOf(error), "ZeroDivisionError");
});

check("native is the runtime's own object", ({ python }) => {
  python.run("mine = 7", "native.py");
  same(python.native.globals.get("mine"), 7);
});

check("pieces of code share their globals", ({ python }) => {
  python.run("shared = [1]", "one.py");
  python.run("shared.append(2); total = sum(shared)", "two.py");
  same(python.get("total"), 3);
});

check("runAsync has top-level await", async ({ python }) => {
  await python.runAsync("import asyncio\nawait asyncio.sleep(0.01)\nawaited = 'yes'", "await.py");
  same(python.get("awaited"), "yes");
});

check("runAsync awaits a promise of JavaScript's", async ({ python }) => {
  python.register("later_module", { later: () => pause(5).then(() => 7) });
  await python.runAsync("import later_module\nseven = await later_module.later()", "promise.py");
  same(python.get("seven"), 7);
});

check("runAsync rejects with what Python raises, after a pause too", async ({ python }) => {
  const error = await failure(() => python.runAsync("import asyncio\nawait asyncio.sleep(0)\nint('x')", "late.py"));
  holds(python.tracebackOf(error), "ValueError", 'File "late.py", line 3');
});

check("runAsync lets other code run while it waits", async ({ python }) => {
  const slow = python.runAsync("import asyncio\norder = []\nawait asyncio.sleep(0.05)\norder.append('slow')", "slow.py");
  await pause(10);
  await python.runAsync("order.append('quick')", "quick.py");
  await slow;
  same(python.toJs(python.get("order")), ["quick", "slow"]);
});

check("each of several pauses at one time ends", async ({ python }) => {
  const nap = (name) => python.runAsync(`import asyncio\nawait asyncio.sleep(0.03)\n${name} = True`, `${name}.py`);
  await Promise.all(["nap_one", "nap_two", "nap_three"].map(nap));
  same(["nap_one", "nap_two", "nap_three"].map((name) => python.get(name)), [true, true, true]);
});

check("top-level code waits for no longer than it wants to", async ({ python }) => {
  const defined = "async def take(time):\n    await asyncio.sleep(time)\n    if not time:\n        raise KeyError('k')\n    return time\n";
  const tried = "for time in (0, 0.01, 5):\n    try:\n        ends.append(await asyncio.wait_for(take(time), 0.1))\n    except (KeyError, asyncio.TimeoutError) as error:\n        ends.append(type(error).__name__)";
  await python.runAsync(`import asyncio\nends = []\n${defined}${tried}`, "wait.py");
  same(python.toJs(python.get("ends")), ["KeyError", 0.01, "TimeoutError"]);
});

check("runAsync ends with the code, not with a task that its last line starts", async ({ python }) => {
  await python.runAsync("import asyncio\nended = []\nasync def long():\n    await asyncio.sleep(0.1)\n    ended.append(1)\nasyncio.create_task(long())", "last.py");
  same(python.toJs(python.get("ended")), []);
});

check("names of their own are found before and after pauses, by functions and by what comes later", async ({ python }) => {
  const [own, other] = [python.names(), python.names()];
  python.run("which = 'the page'", "page.py");
  const code = "import asyncio\nwhich = 'own'\nasync def tell():\n    await asyncio.sleep(0)\n    return which + late\nlate = '!'\nawait asyncio.sleep(0.01)\nagain = which\nlate = '?'\nheard = await asyncio.create_task(tell())";
  const running = python.runAsync(code, "own.py", own);
  python.run("which = 'other'", "other.py", other);
  await running;
  await python.runAsync("which += heard[-1:]", "own2.py", own);
  same(["which", "again", "heard", "__name__"].map((name) => python.get(name, own)), ["own?", "own", "own?", "__main__"]);
  same([python.get("which"), python.get("which", other)], ["the page", "other"]);
  same([python.get("again") ?? null, python.get("heard", other) ?? null], [null, null]);
});

check("names of their own await a promise, and what it is rejected with", async ({ python }) => {
  const own = python.names();
  const refuse = () => pause(5).then(() => Promise.reject(new Error("not today")));
  python.register("own_promises", { later: () => pause(5).then(() => 7), refuse });
  await python.runAsync("import own_promises\nseven = await own_promises.later()\ntry:\n    await own_promises.refuse()\nexcept Exception as error:\n    said = str(error)", "promises.py", own);
  same(python.get("seven", own), 7);
  holds(python.get("said", own), "not today");
});

check("what fails among names of their own has its line, before and after a pause", async ({ python }) => {
  for (const [code, line] of [["x = 1\nint('x')", 2], ["import asyncio\nawait asyncio.sleep(0)\n\nint('x')", 4], ["async def late():\n    int('x')\nawait late()", 2]]) {
    const error = await failure(() => python.runAsync(code, "apart.py", python.names()));
    holds(python.tracebackOf(error), "ValueError", `File "apart.py", line ${line}`);
  }
  holds(python.tracebackOf(await failure(() => python.runAsync("x = = 1", "apart.py", python.names()))), "SyntaxError");
});

check("set gives a value to names of their own", ({ python }) => {
  const own = python.names();
  python.set("given", 4, own);
  python.run("class Box: pass\nbox = Box()\nbox.content = given + 1", "given.py", own);
  same([python.get("box.content", own), python.get("given") ?? null], [5, null]);
});

check("a last line may be a comment, a block, blank or end with a semicolon", async ({ python }) => {
  for (const end of ["x = 1 # end", "if True:\n    x = 2", "x = 3;", "x = 4\n\n", "", "# only"]) await python.runAsync(end, "end.py");
});

// -------------------------------------------------------------------------------------------------------------- calling

check("what a call starts keeps its owner, whoever runs meanwhile", async ({ python }) => {
  const seen = [];
  python.register("owner_module", { note: () => seen.push(python.owner) });
  const code = "import asyncio, owner_module\nawait asyncio.sleep(0.01)\nowner_module.note()";
  const runs = [1, 2].map((number) => {
    python.owner = number;
    return python.runAsync(code, `owner${number}.py`);
  });
  python.run("import asyncio, owner_module\nasync def owned():\n    await asyncio.sleep(0.03)\n    owner_module.note()", "owned.py");
  python.owner = 3;
  runs.push(python.call(python.get("owned")));
  python.owner = 4;
  await Promise.all(runs);
  same(seen.sort(), [1, 2, 3]);
});

check("call calls a function", async ({ python }) => {
  python.run("def add(a, b):\n    return a + b", "call.py");
  same(await python.call(python.get("add"), 2, 3), 5);
});

check("call awaits a coroutine", async ({ python }) => {
  python.run("import asyncio\nasync def slowly(a):\n    await asyncio.sleep(0.01)\n    return a * 2", "call.py");
  same(await python.call(python.get("slowly"), 4), 8);
});

check("call hands JavaScript objects over", async ({ python }) => {
  python.run("def read(thing):\n    thing.seen = thing.name\n    return thing.name", "call.py");
  const thing = { name: "a thing" };
  same(await python.call(python.get("read"), thing), "a thing");
  same(thing.seen, "a thing");
});

check("call fails with what the function raises", async ({ python }) => {
  python.run("def breaks():\n    raise KeyError('k')", "breaks.py");
  const error = await failure(async () => python.call(python.get("breaks")));
  holds(python.tracebackOf(error), "KeyError", 'File "breaks.py", line 2');
});

check("Python catches what JavaScript throws, after a pause too, and nothing stays behind", async ({ python }) => {
  const thrower = () => {
    throw new RangeError("too far");
  };
  const texts = () => {
    throw "no error at all";
  };
  python.register("things", { thrower, texts, back: (callable) => callable(3), nothing: [1] });
  const code = `
import asyncio, things
async def tries():
    said = []
    for _ in range(2):
        for action in (things.thrower, lambda: things.nothing.at.call.apply(1, 2), things.texts):
            try:
                action()
            except Exception as error:
                said.append(str(error))
            finally:
                said.append("finally")
        await asyncio.sleep(0.01)
    for _ in range(3000):
        try:
            things.thrower()
        except Exception:
            pass
    return "; ".join(said)
`;
  await python.runAsync(code, "tries.py");
  const said = await python.call(python.get("tries"));
  if (!(said.match(/finally/g)?.length === 6)) throw new Error(said);
  if (!(said.match(/too far/g)?.length === 2 && said.match(/no error at all/g)?.length === 2)) throw new Error(said);
  const error = await failure(() => python.run("import things\n\ndef fall():\n    things.thrower()\n\nfall()", "falls.py"));
  const text = python.tracebackOf(error) ?? "";
  if (!(/"falls.py", line 4, in fall[^]*too far/.test(text))) throw new Error(text);
  python.run("def broken(x):\n    raise ValueError('broken ' + str(x))\n", "broken.py");
  const by = await failure(() => python.run("import things\ntry:\n    things.back(broken)\nfinally:\n    ended = 'yes'", "by.py"));
  const whole = python.tracebackOf(by) ?? "";
  if (!(/"by.py", line 3[^]*"broken.py", line 2, in broken[^]*ValueError: broken 3/.test(whole))) throw new Error(whole);
  if (!(python.get("ended") === "yes")) throw new Error("no finally");
});

check("whole numbers of JavaScript's come as they are", async ({ python }) => {
  const sums = [0, -1, 2 ** 30, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32 - 1, -5e9, 1704153600000, 2 ** 53 - 1];
  python.register("sums", { sums, get: (at) => sums[at], count: sums.length });
  python.run("import sums\nsame = [sums.get(at) for at in range(sums.count)]\nthere = str([int(x) for x in same])\nlisted = str([int(x) for x in sums.sums])", "sums.py");
  for (const name of ["there", "listed"]) if (!(python.get(name) === `[${sums.join(", ")}]`)) throw new Error(python.get(name));
});

check("call fails with what the coroutine raises", async ({ python }) => {
  python.run("import asyncio\nasync def breaks_late():\n    await asyncio.sleep(0)\n    raise KeyError('k')", "late.py");
  const error = await failure(async () => python.call(python.get("breaks_late")));
  holds(python.tracebackOf(error), "KeyError", 'File "late.py", line 4');
});

check("call calls a method", async ({ python }) => {
  python.run("class Box:\n    size = 3\n    def grow(self, by):\n        self.size += by\n        return self.size\nbox = Box()", "call.py");
  same(await python.call(python.get("box").grow, 4), 7);
});

// -------------------------------------------------------------------------------------------------- modules and files

check("register makes a JavaScript object importable", ({ python }) => {
  python.register("from_outside", { answer: 42, add: (a, b) => a + b });
  python.run("import from_outside\nfrom from_outside import add\nlot = add(from_outside.answer, 1)", "import.py");
  same(python.get("lot"), 43);
});

check("memory is there where the runtime does not tell what lies where in it", ({ python, type }) => {
  same(python.memory instanceof WebAssembly.Memory, type === "mpy");
});

check("addLibrary makes modules and packages importable", ({ python }) => {
  python.addLibrary({ "lib_one.py": "name = 'one'", "lib_pack/__init__.py": "from .inner import deep", "lib_pack/inner.py": "deep = 'down'" });
  python.run("import lib_one, lib_pack\nfound = lib_one.name + lib_pack.deep", "import.py");
  same(python.get("found"), "onedown");
});

check("the user's own module wins over the library's", ({ python }) => {
  python.addLibrary({ "both.py": "whose = 'library'" });
  python.writeFiles([{ path: "both.py", data: "whose = 'user'" }]);
  python.run("import both", "import.py");
  same(python.get("both").whose, "user");
});

check("writeFiles writes text and bytes into nested folders", ({ python }) => {
  const data = new Uint8Array([0, 255, 10, 13, 128]);
  python.writeFiles([{ path: "a/b/c/text.txt", data: "äöü €" }, { path: "a/b/raw.bin", data }, { path: "plain.txt", data: "plain" }]);
  python.run("raw = list(open('a/b/raw.bin', 'rb').read())\nheld = open('a/b/c/text.txt', encoding='utf-8').read()", "files.py");
  same(python.toJs(python.get("raw")), [0, 255, 10, 13, 128]);
  same(python.get("held"), "äöü €");
});

check("writeFiles writes absolute paths and writes over what is there", ({ python }) => {
  python.writeFiles([{ path: "/tmp/deep/er/x.txt", data: "one" }]);
  python.writeFiles([{ path: "/tmp/deep/er/x.txt", data: "two" }]);
  python.run("over = open('/tmp/deep/er/x.txt').read()", "files.py");
  same(python.get("over"), "two");
});

check("modules that writeFiles writes are importable at once", ({ python }) => {
  python.run("try:\n    import fresh_module\nexcept ImportError:\n    pass", "import.py");
  python.writeFiles([{ path: "fresh_module.py", data: "fresh = True" }, { path: "fresh_pack/mod.py", data: "n = 5" }]);
  python.run("import fresh_module\nfrom fresh_pack.mod import n\nfresh_n = n", "import.py");
  same(python.get("fresh_n"), 5);
});

check("fs is the file system that Python reads", ({ python }) => {
  python.fs.writeFile("/tmp/by-fs.txt", "written");
  python.run("by_fs = open('/tmp/by-fs.txt').read()", "files.py");
  same(python.get("by_fs"), "written");
});

check("native is the runtime's own object", ({ python }) => {
  python.native.globals.set("by_native", 5);
  same(python.get("by_native"), 5);
});

check("readFile reads a file", ({ python }) => {
  python.writeFiles([{ path: "read/me.txt", data: "hello €" }]);
  same(python.readFile("read/me.txt"), "hello €");
});

check("readFile has nothing for what is not there", ({ python }) => {
  same([python.readFile("nowhere.txt"), python.readFile("no/folder/x"), python.readFile("<stdin>")].every((text) => text === undefined), true);
});

check("readFile has nothing for a folder", ({ python }) => {
  python.writeFiles([{ path: "some_folder/x.txt", data: "" }]);
  same(python.readFile("some_folder") === undefined, true);
});

// --------------------------------------------------------------------------------------------------------------- values

check("set and get hand over plain values", ({ python }) => {
  const given = { whole: 3, half: 0.5, text: "ä", yes: true };
  for (const [name, value] of Object.entries(given)) python.set(`given_${name}`, value);
  python.run("kinds = [type(x).__name__ for x in (given_whole, given_half, given_text, given_yes)]", "set.py");
  same(python.toJs(python.get("kinds")), ["int", "float", "str", "bool"]);
  for (const [name, value] of Object.entries(given)) same(python.get(`given_${name}`), value);
});

check("get has undefined for what is not defined", ({ python }) => same(python.get("never_defined") === undefined, true));

check("get follows dotted names", ({ python }) => {
  python.run("class Deep:\n    class er:\n        copy = 5\n        def method(self):\n            return 6\n    inner = er()", "get.py");
  same([python.get("Deep.er.copy"), python.get("Deep.inner.method")(), python.get("Deep.nothing") === undefined, python.get("nothing.deep") === undefined], [5, 6, true, true]);
});

check("toJs leaves plain values as they are", ({ python }) => {
  python.run("n, x, s, b = 5, 2.5, 'text', True", "values.py");
  same(["n", "x", "s", "b"].map((name) => python.toJs(python.get(name))), [5, 2.5, "text", true]);
});

check("toJs copies lists and tuples", ({ python }) => {
  python.run("items = [1, 'two', [3, (4, 5)]]", "values.py");
  const copy = python.toJs(python.get("items"));
  same(Array.isArray(copy), true);
  same(copy, [1, "two", [3, [4, 5]]]);
});

check("toJs copies dicts as plain objects, nested ones too", ({ python }) => {
  python.run("table = {'a': 1, 'b': {'c': [1, {'d': 'e'}]}}", "values.py");
  const copy = python.toJs(python.get("table"));
  same(copy instanceof Map, false);
  same(copy, { a: 1, b: { c: [1, { d: "e" }] } });
});

check("toJs copies: what Python changes later does not change it", ({ python }) => {
  python.run("living = [1]", "values.py");
  const copy = python.toJs(python.get("living"));
  python.run("living.append(2)", "values.py");
  same(copy, [1]);
});

check("toJs leaves functions callable", ({ python }) => {
  python.run("def double(x):\n    return x * 2", "values.py");
  same(python.toJs(python.get("double"))(4), 8);
});

check("toJs leaves JavaScript objects as they are", ({ python }) => {
  const object = { any: "thing" };
  same(python.toJs(object) === object, true);
});

// ------------------------------------------------------------------------------------------------------------- packages

check("install of nothing is no work", ({ python }) => python.install([]));

check("install is refused in words", async ({ python }) => {
  const error = await failure(() => python.install(["numpy", "rich"]));
  same([error.name, error.code], ["PageletError", "PGL-R05"]);
  holds(error.message, "numpy", "rich");
}, ["mpy"]);

check("install of what does not exist is refused in words", async ({ python }) => {
  const error = await failure(() => python.install(["./no-such-1.0-py3-none-any.whl"]));
  same([error.name, error.code], ["PageletError", "PGL-R06"]);
  holds(error.message, "no-such");
}, ["py"]);

// ------------------------------------------------------------------------------------------------------------ tracebacks

check("a traceback names the piece of code and its line", async ({ python }) => {
  python.run("fine = 1\nfine = 2\n", "first.py");
  const error = await failure(() => python.run("x = 1\n\nx.nothing", "second.py"));
  holds(python.tracebackOf(error), 'File "second.py", line 3', "AttributeError");
});

check("a traceback goes through functions that other pieces defined", async ({ python }) => {
  python.run("\n\ndef inner(x):\n    return 1 / x\n", "lower.py");
  await python.runAsync("def middle(x):\n\n\n    return inner(x)\n", "middle.py");
  const error = await failure(() => python.runAsync("# one\nmiddle(0)", "upper.py"));
  const text = python.tracebackOf(error);
  holds(text, 'File "upper.py", line 2', 'File "middle.py", line 4', 'File "lower.py", line 4', "ZeroDivisionError");
  same(text.indexOf("upper.py") < text.indexOf("middle.py") && text.indexOf("middle.py") < text.indexOf("lower.py"), true);
});

check("a traceback is right for pieces of one name that ran one after the other", async ({ python }) => {
  python.run("\n\n\ndef old():\n    raise ValueError('old')", "cell.py");
  const error = await failure(() => python.run("\nraise ValueError('new')", "cell.py"));
  holds(python.tracebackOf(error), 'File "cell.py", line 2');
});

check("a traceback shows the file and line of an imported module", async ({ python }) => {
  python.writeFiles([{ path: "helper_module.py", data: "\n\ndef fail():\n    raise RuntimeError('deep')\n" }]);
  const error = await failure(() => python.run("import helper_module\nhelper_module.fail()", "main.py"));
  holds(python.tracebackOf(error), 'File "main.py", line 2', 'helper_module.py", line 4', "RuntimeError");
});

check("a syntax error names the piece of code and the line", async ({ python }) => {
  const error = await failure(() => python.run("a = 1\nb = 2\nif True print(1)\n", "bad.py"));
  const text = python.tracebackOf(error);
  holds(text, 'File "bad.py", line 3', "SyntaxError");
});

check("a syntax error under runAsync names the piece of code and the line", async ({ python }) => {
  const error = await failure(() => python.runAsync("a = 1\nb = (2 +\n", "bad_async.py"));
  holds(python.tracebackOf(error), 'File "bad_async.py", line 2', "SyntaxError");
}, ["py"]);

check("a wrong indentation is an error with a place", async ({ python }) => {
  const error = await failure(() => python.run("def f():\n    a = 1\n      b = 2\n", "indent.py"));
  holds(python.tracebackOf(error), 'File "indent.py", line 3', "IndentationError");
});

check("a syntax error in an imported module names the module", async ({ python }) => {
  python.writeFiles([{ path: "bad_module.py", data: "x = 1\ny = = 2\n" }]);
  const error = await failure(() => python.run("import bad_module", "main.py"));
  holds(python.tracebackOf(error), 'bad_module.py", line 2', "SyntaxError");
});

check("an exception's own text is kept, over several lines", async ({ python }) => {
  const error = await failure(() => python.run("raise ValueError('one\\ntwo <b>')", "text.py"));
  holds(python.tracebackOf(error), "one\ntwo <b>");
});

check("an error of JavaScript's in Python keeps its message", async ({ python }) => {
  python.register("broken_module", { fail: () => { throw new TypeError("from outside"); } });
  const error = await failure(() => python.run("import broken_module\nbroken_module.fail()", "outside.py"));
  holds(python.tracebackOf(error), 'File "outside.py", line 2', "from outside");
}, ["py"]);

check("what is no error of Python's has no traceback", ({ python }) => {
  same([new Error("x"), "text", undefined, null].every((thrown) => python.tracebackOf(thrown) === undefined), true);
});

// -------------------------------------------------------------------------------------------------------------- streams

check("stdout comes in lines", async ({ python, out }) => {
  python.run("print('one')\nprint('two', 'three', sep='\\n')\nprint()\nprint('äöü €')", "print.py");
  await until(() => out.includes("äöü €"), "the last line");
  same(out.slice(-5), ["one", "two", "three", "", "äöü €"]);
});

check("print with an end of its own makes one line", async ({ python, out }) => {
  python.run("print('a', end=' ')\nprint('b')", "print.py");
  await until(() => out.includes("a b"), "the line");
});

check("stderr comes apart from stdout", async ({ python, out, err }) => {
  python.run("import sys\nprint('to stderr', file=sys.stderr)", "print.py");
  await until(() => err.includes("to stderr"), "the line");
  same(out.includes("to stderr"), false);
});

// ---------------------------------------------------------------------------------------------------------- lost tasks

check("a task that fails with nobody waiting is reported", async ({ python, lost }) => {
  await python.runAsync("import asyncio\nasync def alone():\n    await asyncio.sleep(0)\n    raise ValueError('alone')\nkept = asyncio.create_task(alone())\ndel kept", "task.py");
  const [error, code] = await until(() => lost.find(([found]) => found.message.includes("alone")), "the report");
  same(code, "PGL-P04");
  holds(python.tracebackOf(error), 'File "task.py", line 4', "ValueError");
  lacks(python.tracebackOf(error), "future:");
});

check("a task whose error somebody takes is not reported", async ({ python, lost }) => {
  await python.runAsync("import asyncio\nasync def taken():\n    raise ValueError('taken')\ntry:\n    await asyncio.create_task(taken())\nexcept ValueError:\n    pass", "task.py");
  await pause(50);
  same(lost.filter(([found]) => found.message.includes("taken")).length, 0);
});

// ------------------------------------------------------------------------------------------------- waiting, interrupting

check("canSuspend is true exactly where the browser can and the type may", ({ python, type }) => {
  const draft = /^0\.27\.[0-6]$/.test(python.version); // built for a draft of JSPI
  same(python.canSuspend, type === "py" && !draft && "Suspending" in WebAssembly);
});

check("where canSuspend, runAsync can wait for a promise without await", async ({ python }) => {
  if (!python.canSuspend) return;
  python.set("soon", pause(20).then(() => "here"));
  await python.runAsync("from pyodide.ffi import run_sync\ndef wait():\n    return run_sync(soon)\nwaited = wait()", "suspend.py");
  same(python.get("waited"), "here");
}, ["py"]);

check("where canSuspend, call can wait for a promise without await", async ({ python }) => {
  if (!python.canSuspend) return;
  python.run("from pyodide.ffi import run_sync\ndef waiting(promise):\n    return run_sync(promise) + 1", "suspend.py");
  same(await python.call(python.get("waiting"), pause(20).then(() => 1)), 2);
}, ["py"]);

check("where canSuspend, call of a coroutine can wait without await too", async ({ python }) => {
  if (!python.canSuspend) return;
  python.run("from pyodide.ffi import run_sync\nasync def both(promise):\n    return run_sync(promise) + await promise", "suspend.py");
  same(await python.call(python.get("both"), pause(20).then(() => 2)), 4);
}, ["py"]);

check("where canSuspend, the page goes on while Python sleeps", async ({ python }) => {
  if (!python.canSuspend) return;
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  await python.runAsync("from pyodide.ffi import run_sync\nimport asyncio\nrun_sync(asyncio.sleep(0.15))", "suspend.py");
  clearInterval(timer);
  same(ticks > 3, true);
}, ["py"]);

check("interrupt ends what runs", async ({ python, type }) => {
  const buffer = new ArrayBuffer(4);
  python.listen(buffer);
  python.register("stopper", { stop: () => python.interrupt() });
  const code = "import stopper\nstopper.stop()\nturns = 0\nwhile turns < 3000000:\n    turns += 1\nfinished = True";
  const error = await failure(() => python.run(code, "stop.py"));
  holds(python.tracebackOf(error), "KeyboardInterrupt");
  same(python.get("finished") === undefined, true);
  python.run("after = 1", "after.py");
  same(python.get("after"), 1);
});

// -------------------------------------------------------------------------------------------------------------- the run

async function runAll(type, version, url) {
  const [out, err, lost] = [[], [], []];
  const python = await startInterpreter(type, {
    url,
    stdout: (line) => out.push(line),
    stderr: (line) => err.push(line),
    onError: (...report) => lost.push(report),
  });
  const results = {};
  for (const { name, run, types } of CHECKS) {
    if (!types.includes(type)) continue;
    try {
      await run({ python, type, version, out, err, lost });
      results[name] = "";
    } catch (error) {
      results[name] = `${error.message ?? error}\n${error.stack ?? ""}`;
    }
  }
  return results;
}

const wanted = new URLSearchParams(location.search);
runAll(wanted.get("type"), wanted.get("version"), new URL(wanted.get("url"), location.origin).href).then(
  (results) => (globalThis.results = results),
  (error) => (globalThis.results = { start: `${error.code} ${error.message}` }),
);
