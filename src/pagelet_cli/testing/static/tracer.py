"""Note which lines of the page's own Python run; each is looked at once, so that this costs next to nothing."""

import json
import sys

# Where pages keep their modules; everything else that has a path is not theirs.
_HOME = "/home/pyodide/"

_seen = {}
_watch = sys.monitoring


def _line(code, number):
    name = code.co_filename
    if name.startswith(_HOME) or not name.startswith(("/", "<")):
        _seen.setdefault(name, set()).add(number)
    return _watch.DISABLE


_watch.use_tool_id(_watch.COVERAGE_ID, "pagelet test")
_watch.register_callback(_watch.COVERAGE_ID, _watch.events.LINE, _line)
_watch.set_events(_watch.COVERAGE_ID, _watch.events.LINE)

# The value of the last line is what JavaScript gets.
lambda: json.dumps({name: sorted(lines) for name, lines in _seen.items()})
