// What CPython is told before anything else runs; a memory that was made ahead has it already.

export const ENTER_PATH = "/pyodide/enter.py";

// Some libraries, those for HTTP above all, are changed when they are imported (pagelet.libraries).
// Whose code runs is a variable of Python's context: tasks hand it on to the tasks that they start. A call has a context
// of its own, as it may pause; a coroutine, too, begins at once.
// Scripts are compiled as they stand: Pyodide's own run_async makes a tree of objects of each first, to await what its last
// line says. This one has that name, too: by it, what stops Python knows a script (pagelet.tags.breath).
// JavaScript rejects promises with anything, Python raises nothing but exceptions.
// A failed task that nobody awaits reaches the event loop's handler, which makes it an error of the page.
export const ENTER = `
import __main__, asyncio, ast, contextvars, js, linecache, sys, traceback, types
from pyodide.ffi import JsDoubleProxy
from pyodide.webloop import PyodideFuture
class Finder:
    def find_spec(name, path=None, target=None):
        if name in ("http.client", "httpx._transports.default", "panel.io.pyodide", "urllib3.contrib.emscripten.connection"):
            from pagelet.libraries import found
            return found(Finder, name, path, target)
sys.meta_path.insert(0, Finder)
owner = contextvars.ContextVar("owner", default=0)
def enter(number, callable, *args):
    if isinstance(callable, JsDoubleProxy):
        callable = callable.unwrap()
    context = contextvars.copy_context()
    context.run(owner.set, number)
    result = context.run(callable, *args)
    if asyncio.iscoroutine(result):
        return asyncio.Task(result, loop=asyncio.get_event_loop(), context=context, eager_start=True)
    return result
async def run_async(code, filename, scope):
    linecache.cache[filename] = [lambda: code]
    compiled = compile(code, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
    pausing = types.FunctionType(compiled, scope)()
    if pausing:
        await pausing
def begin(code, filename, scope):
    return asyncio.ensure_future(run_async(code, filename, __main__.__dict__ if scope is None else scope))
def own(number):
    owner.set(number)
fail = PyodideFuture.set_exception
def set_exception(self, reason):
    fail(self, reason if isinstance(reason, (BaseException, type)) else js.Error.new(str(reason)))
PyodideFuture.set_exception = set_exception
def watch_tasks(report):
    def handler(loop, context):
        error = context.get("exception")
        report("".join(traceback.format_exception(error)) if error else context["message"])
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(handler)
    loop._system_exit_handler = lambda code: None  # who ran the script hears of it, too
    # Before 0.27.4 the handler hears of a task when it is collected, if ever.
    if "add_done_callback" not in vars(PyodideFuture):
        ended = loop._decrement_in_progress
        def look(task):
            if task and task._log_traceback:
                handler(loop, {"exception": task.exception()})
        def watch(task=None):
            ended(task)
            loop.call_later(0, look, task)
        loop._decrement_in_progress = watch
entered = [enter, begin, owner.get, own, watch_tasks]
entered`;

// While Python writes it cannot be asked whose code does, for it has let go of what guards it: so it says so before.
export const OWNED = `
import io, sys
def divide(tell):
    known = 0
    class Owned(io.TextIOWrapper):
        def write(self, text):
            nonlocal known
            number = owner()
            if number != known:
                sys.stdout.flush()
                sys.stderr.flush()
                known = number
                tell(number)
            return super().write(text)
    for name in "stdout", "stderr":
        stream = getattr(sys, name)
        setattr(sys, name, Owned(stream.buffer, stream.encoding, stream.errors, line_buffering=True))
divide`;
