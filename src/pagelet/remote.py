"""Objects of the page, used from a worker as if they were here."""

from ._runtime import create_proxy, failure, is_js, kernel, settle, to_js, to_py

_client = kernel.client

# One proxy a function, so that removeEventListener gets what addEventListener got.
_proxies = {}


def remote(value):
    """Receive what the bridge returns: wait for it if need be, raise what went wrong, wrap what lives in the page."""
    if not is_js(value):
        return value
    kind = value.kind
    if kind == "pending":
        return remote(settle(value))
    if kind == "failure":
        raise AttributeError(value.message) if value.name == "AttributeError" else failure(value)
    if kind == "items":
        return [remote(item) for item in value.values]
    if kind == "data":
        return to_py(value.values)
    return Remote(value)


def _lend(value):
    if isinstance(value, Remote):
        return value._ref
    if callable(value):
        if value not in _proxies:
            _proxies[value] = create_proxy(lambda *args: value(*[remote(arg) for arg in args]))
        return _proxies[value]
    if isinstance(value, (list, tuple)):
        return to_js([_lend(item) for item in value])
    if isinstance(value, dict):
        return to_js({key: _lend(item) for key, item in value.items()})
    if isinstance(value, (bytes, bytearray, memoryview)):
        return to_js(value)
    return value


class Remote:
    """An object that lives in the page."""

    def __init__(self, ref):
        object.__setattr__(self, "_ref", ref)

    def __getattr__(self, name):
        if name == "new":
            return lambda *args: remote(_client.construct(self._ref, *[_lend(arg) for arg in args]))
        return remote(_client.get(self._ref, name))

    def __setattr__(self, name, value):
        remote(_client.set(self._ref, name, _lend(value)))

    def __delattr__(self, name):
        remote(_client.delete(self._ref, name))

    def __call__(self, *args):
        return remote(_client.call(self._ref, *[_lend(arg) for arg in args]))

    def __getitem__(self, key):
        if isinstance(key, int) and key < 0:
            key += len(self)
        if not remote(_client.has(self._ref, key)):
            raise (IndexError if isinstance(key, int) else KeyError)(key)
        return remote(_client.get(self._ref, key))

    def __setitem__(self, key, value):
        remote(_client.set(self._ref, key, _lend(value)))

    def __delitem__(self, key):
        remote(_client.delete(self._ref, key))

    def __contains__(self, key):
        return remote(_client.has(self._ref, key))

    def __len__(self):
        return self.length if "length" in self else self.size

    def __bool__(self):
        return True

    def __iter__(self):
        if self._ref.kind == "promise":  # MicroPython awaits by iterating
            return self._wait()
        return iter(remote(_client.items(self._ref)))

    def __await__(self):
        return self._wait().__await__()

    async def _wait(self):
        return remote(await _client.promised(self._ref))

    def __eq__(self, other):
        return isinstance(other, Remote) and self._ref.id == other._ref.id

    def __hash__(self):
        return self._ref.id

    def __str__(self):
        return remote(_client.text(self._ref))

    def __repr__(self):
        return "<" + self._ref.cls + " of the page>"
