"""What the page works out, apart from how it looks."""


def share(total: float, tip: float, people: int) -> float:
    """Return what each of some people pays, rounded up to a cent so that nothing is left over."""
    cents = round(total * (100 + tip))
    return -(-cents // people) / 100
