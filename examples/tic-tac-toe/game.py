from js import Event
from pagelet import page, when
from pagelet.html import button

LINES = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6))
YOU, PYTHON = "✕", "◯"

fields = [""] * 9


def row_of(player: str) -> tuple[int, ...]:
    for line in LINES:
        if all(fields[place] == player for place in line):
            return line
    return ()


def value(player: str) -> int:
    """Return how well, and how soon, it ends for Python if both play well and it is this player's turn."""
    if row_of(PYTHON):
        return 1 + fields.count("")
    if row_of(YOU):
        return -1 - fields.count("")
    ends = [after(place, player) for place in range(9) if not fields[place]]
    return 0 if not ends else max(ends) if player == PYTHON else min(ends)


def after(place: int, player: str) -> int:
    fields[place] = player
    end = value(YOU if player == PYTHON else PYTHON)
    fields[place] = ""
    return end


def show() -> None:
    won = row_of(YOU) or row_of(PYTHON)
    over = bool(won) or all(fields)
    for place, field in enumerate(page["#board button"]):
        field.text = fields[place]
        field.disabled = over or bool(fields[place])
        field.classes = {"python": fields[place] == PYTHON, "won": place in won}
    page["#state"][0].text = "Python has won." if won else "A draw." if over else "Your turn."


def play(event: Event) -> None:
    fields[int(event.currentTarget.value)] = YOU
    free = [place for place in range(9) if not fields[place]]
    if free and not row_of(YOU):
        fields[max(free, key=lambda place: after(place, PYTHON))] = PYTHON
    show()


@when("click", "#again")
def begin() -> None:
    fields[:] = [""] * 9
    show()


page["#board"][0].append([button(value=place, aria_label=f"field {place + 1}", on_click=play) for place in range(9)])
begin()
