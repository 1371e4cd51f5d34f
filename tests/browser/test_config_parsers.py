"""Read, check and join configs in real browsers, by the tables that `tests/unit/kernel` holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pagelet_cli.browser import Tab

ROOT = Path(__file__).parents[2]
KERNEL = ROOT / "kernel" / "src"
SOURCES = [KERNEL / "nearmiss.js", *sorted((KERNEL / "config").glob("*.js"))]
TABLES = json.loads((ROOT / "tests/unit/kernel/config_cases.json").read_text("utf-8"))

# Numbers that JSON has no word for travel as {"$": "nan"}.
RUN = """async (address, table, cases) => {
  const { parseConfig, mergeConfig, checkConfig, findKey, expandFiles } = await import(address);
  const plain = (value) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      return { $: String(value).replace("Infinity", "inf").toLowerCase() };
    }
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error("the prototype was changed");
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  };
  const parse = ({ text, type }) => {
    const { value, format } = parseConfig(text, type);
    structuredClone(value);
    return { value: plain(value), format };
  };
  const run = {
    toml: ({ text }) => ({ value: parse({ text, type: "toml" }).value }),
    json: ({ text }) => ({ value: parse({ text, type: "json" }).value }),
    yaml: ({ text }) => ({ value: parse({ text, type: "yaml" }).value }),
    guess: parse,
    merge: ({ base, extra }) => ({ value: plain(mergeConfig(base, extra)) }),
    check: ({ config }) => ({
      problems: checkConfig(config).map((problem) => ({ ...problem, hint: problem.hint ?? null })),
    }),
    find: ({ text, format, path }) => {
      const { line, column } = findKey(text, format, path);
      return { line, column };
    },
    // Where in the config each stands is for errors, whose tests look at lines.
    files: ({ config, base }) => ({ files: expandFiles(config, base).map(({ key, ...file }) => file) }),
  }[table];
  const attempt = (item) => {
    try {
      return run(item);
    } catch ({ name, message, line, column, path }) {
      if (name === "ConfigSyntaxError") return { error: { line, column, message } };
      return { error: name === "ConfigFileError" ? { path, message } : `${name}: ${message}` };
    }
  };
  return JSON.stringify(JSON.parse(cases).map(attempt));
}"""


@pytest.mark.parametrize("table", TABLES)
def test_every_case_of_the_table(table: str, tab: Tab, serve: Callable[..., str]) -> None:
    """Each case gives the value it should, or the error at the place it should."""
    sources = {path.relative_to(KERNEL).as_posix(): path.read_text("utf-8") for path in SOURCES}
    base = serve({"index.html": "<!doctype html>", **sources})
    tab.goto(base)
    cases = TABLES[table]
    results = json.loads(tab.call(RUN, f"{base}config/config.js", table, json.dumps(cases)))
    wrong = [
        f"{case['name']}:\n  {json.dumps(result)}\n  instead of\n  {json.dumps(wanted(case, result))}"
        for case, result in zip(cases, results, strict=True)
        if result != wanted(case, result)
    ]
    assert not wrong, "\n".join(wrong)


def wanted(case: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a case that says what should come out."""
    if "error" in case:
        return {"error": case["error"]}
    return {key: case.get(key) for key in result}
