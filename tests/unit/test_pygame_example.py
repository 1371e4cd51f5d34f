"""The gallery's game, with the real pygame: what is on its surface while somebody plays."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pygame
import pytest
from tests.games import LIGHT, PADDLE, a_good_player, bricks_left, click, middle_of, played, press

ALL = 50


@pytest.fixture(autouse=True)
def same_game() -> None:
    random.seed(7)


def paddle() -> int:
    place = middle_of(PADDLE, below=360)
    assert place is not None
    return place[0]


def spare_balls() -> int:
    screen = pygame.display.get_surface()
    return sum(screen.get_at((20 + 18 * ball, 18)) == pygame.Color(PADDLE) for ball in range(2))


def test_the_paddle_follows_keys_and_takes_the_ball_along() -> None:
    seen = []

    def player() -> Iterator[None]:
        yield
        seen.append((bricks_left(), spare_balls(), paddle(), middle_of(LIGHT)))
        press(pygame.K_LEFT)
        for _ in range(60):
            yield
        press(pygame.K_LEFT, down=False)
        press(pygame.K_RIGHT)
        for _ in range(10):
            yield
        press(pygame.K_RIGHT, down=False)
        for _ in range(10):
            yield

    played(player)
    assert seen == [(ALL, 2, 319, (319, 362))]
    # From the edge, eight dots for each picture that the key was down.
    assert paddle() == pytest.approx(45 + 80, abs=9)
    assert middle_of(LIGHT)[0] == pytest.approx(paddle(), abs=1)


def test_who_keeps_the_ball_in_the_air_breaks_bricks() -> None:
    surface = played(lambda: a_good_player(600))
    assert surface.get_size() == (640, 400)
    assert 0 < bricks_left() < ALL - 5
    assert spare_balls() == 2
    assert middle_of(LIGHT)[1] < 370


def test_balls_are_lost_and_a_click_begins_anew() -> None:
    seen = []

    def player() -> Iterator[None]:
        yield
        for _ in range(3):
            click()
            for _ in range(20):
                yield
            # The paddle leaves the ball alone.
            press(pygame.K_LEFT if middle_of(LIGHT)[0] > 320 else pygame.K_RIGHT)
            for _ in range(200):
                yield
            press(pygame.K_LEFT, down=False)
            seen.append((spare_balls(), middle_of(LIGHT) is None))
        click()
        yield
        yield

    played(player)
    assert seen == [(1, False), (0, False), (0, True)]
    assert (bricks_left(), spare_balls()) == (ALL, 2)
