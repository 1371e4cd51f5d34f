from __future__ import annotations

import base64
import hashlib

from pagelet_cli.page.parse import parse
from pagelet_cli.page.scan import scan
from pagelet_cli.serve.headers import page_policy, worker_policy


def policy(source: str) -> dict[str, str]:
    rules = page_policy(scan(parse(source))).split("; ")
    return dict(rule.partition(" ")[::2] for rule in rules)


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_page_of_python_has_trusted_types() -> None:
    found = policy('<script src="pagelet.js"></script><script type="py">print(1)</script>')
    assert found["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert found["trusted-types"] == "'none'"


def test_own_scripts_run_by_hash_and_without_trusted_types() -> None:
    found = policy("<script>é\r\n</script>")
    assert hash_of("é\n") in found["script-src"]
    assert "trusted-types" not in found


def test_who_allows_all_inline_scripts_has_them_allowed() -> None:
    extra = {"script-src": ["'unsafe-inline'"]}
    rules = page_policy(scan(parse("<script>1</script>")), extra, inline=["2"]).split("; ")
    assert "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'" in rules


def test_handlers_run_by_hash() -> None:
    found = policy('<button onclick="a(&quot;b&quot;)">')
    assert "'unsafe-hashes'" in found["script-src"]
    assert hash_of('a("b")') in found["script-src"]


def test_other_sites_are_allowed_where_the_page_names_them() -> None:
    found = policy('<img src="https://a.example/x.png"><script src="https://b.example/x.js"></script>')
    assert found["img-src"].endswith("https://a.example")
    assert found["script-src"].endswith("https://b.example")
    assert "example" not in found["style-src"]


def test_a_page_cannot_write_its_own_policy() -> None:
    source = "<img src=\"https://a.example;script-src 'unsafe-eval'/x\"><img src='https://a.example\n;x'>"
    assert "unsafe-eval'" not in policy(source)["script-src"].replace("wasm-unsafe-eval'", "")
    assert ";" not in policy(source)["img-src"]


def test_nothing_is_ever_evaluated() -> None:
    found = policy("<script>eval('1')</script><p onclick='1'>")
    assert "'unsafe-eval'" not in found["script-src"].split()
    assert "'unsafe-inline'" not in found["script-src"].split()


def test_workers_may_load_scripts_from_where_pages_do_and_from_nowhere_else():
    assert "script-src 'self' 'wasm-unsafe-eval';" in worker_policy()
    assert "script-src 'self' 'wasm-unsafe-eval' https://cdn.example;" in worker_policy({"https://cdn.example"})
