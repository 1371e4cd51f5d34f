"""The gallery's game on a desktop without a screen: somebody plays it who sees no more than the surface."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Callable, Iterator
from types import ModuleType

os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"

import pygame
from tests.gallery import EXAMPLES

LIGHT, PADDLE = "#ffffff", "#b8c4d6"


def bricks() -> ModuleType:
    """Import the file of the example as it is."""
    spec = importlib.util.spec_from_file_location("bricks", EXAMPLES / "pygame" / "bricks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def played(player: Callable[[], Iterator[None]]) -> pygame.Surface:
    """Run the game while a player acts, who yields for each picture, and return the last one."""

    async def act() -> None:
        for _ in player():
            await asyncio.sleep(0)
        pygame.event.post(pygame.event.Event(pygame.QUIT))

    async def both() -> None:
        await asyncio.gather(bricks().play(0), act())

    asyncio.run(both())
    pygame.event.clear()
    return pygame.display.get_surface().copy()


def press(key: int, *, down: bool = True) -> None:
    """Press a key, or let it go."""
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN if down else pygame.KEYUP, key=key))


def point(x: float) -> None:
    """Move the mouse."""
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=(int(x), 200), rel=(0, 0), buttons=(0, 0, 0)))


def middle_of(colour: str, *, below: int = 0) -> tuple[int, int] | None:
    """Find where a colour is on the screen, below some line; nothing where it is not."""
    screen = pygame.display.get_surface()
    part = screen.subsurface((0, below, screen.get_width(), screen.get_height() - below))
    mask = pygame.mask.from_threshold(part, pygame.Color(colour), (2, 2, 2, 255))
    x, y = mask.centroid()
    return (x, y + below) if mask.count() else None


def click() -> None:
    """Click."""
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(0, 0), button=1))


def bricks_left() -> int:
    """Count the bricks that are to be seen, by the colour in the middle of each."""
    screen = pygame.display.get_surface()
    middles = [(50 + 60 * column, 49 + 24 * row) for row in range(5) for column in range(10)]
    return sum(screen.get_at(place) == pygame.Color(bricks().COLOURS[place[1] // 24 - 2]) for place in middles)


def a_good_player(pictures: int) -> Iterator[None]:
    """Let the ball go and stay below it, a little beside its middle, for some pictures."""
    yield
    press(pygame.K_SPACE)
    for count in range(pictures):
        if ball := middle_of(LIGHT):
            point(ball[0] + count % 60 - 30)
        yield
