"""Bricks, with pygame. The same file runs on a desktop: pip install pygame-ce, python bricks.py."""

import asyncio
import random

import pygame
from pygame import Rect, Surface, Vector2
from pygame.event import Event

SIZE = WIDTH, HEIGHT = 640, 400
COLOURS = "#f25f5c", "#f7a13d", "#ffd966", "#70c1b3", "#5b8def"
NIGHT, LIGHT, PADDLE = "#10151d", "#ffffff", "#b8c4d6"
RADIUS, SPEED = 7, 6


class Game:
    """All that there is, and what the player holds down."""

    def __init__(self) -> None:
        places = [(row, column) for row in range(len(COLOURS)) for column in range(10)]
        self.bricks = [(Rect(23 + 60 * column, 40 + 24 * row, 54, 18), COLOURS[row]) for row, column in places]
        self.paddle = Rect(WIDTH // 2 - 45, HEIGHT - 30, 90, 10)
        self.balls = 3
        # Each has a place, a speed, a colour, and so many pictures left.
        self.sparks: list[tuple[Vector2, Vector2, str, int]] = []
        self.push = 0
        self.ball, self.speed = Vector2(), Vector2()
        self.lay_ball()

    def lay_ball(self) -> None:
        self.ball, self.speed = Vector2(self.paddle.centerx, self.paddle.top - RADIUS), Vector2()


def answer(game: Game, event: Event) -> Game:
    """Do what the player wants: arrows or the mouse move the paddle, space or a click lets the ball go, or begins anew."""
    if event.type == pygame.MOUSEMOTION:
        game.paddle.centerx = event.pos[0]
    elif event.type in (pygame.KEYDOWN, pygame.KEYUP) and event.key in (pygame.K_LEFT, pygame.K_RIGHT):
        game.push = (event.type == pygame.KEYDOWN) * (8 if event.key == pygame.K_RIGHT else -8)
    elif event.type == pygame.MOUSEBUTTONDOWN or (event.type == pygame.KEYDOWN and event.key == pygame.K_SPACE):
        if not game.balls or not game.bricks:
            return Game()
        if not game.speed:
            game.speed = Vector2(0, -SPEED).rotate(random.uniform(-30, 30))
    return game


def move(game: Game) -> None:
    """Let everything go on by one picture."""
    game.paddle.x += game.push
    game.paddle.clamp_ip(Rect(0, 0, *SIZE))
    game.sparks = [
        (place + speed, speed + Vector2(0, 0.2), colour, left - 1) for place, speed, colour, left in game.sparks if left
    ]
    if not game.speed:
        game.lay_ball()
    game.ball += game.speed
    if not RADIUS < game.ball.x < WIDTH - RADIUS:
        game.speed.x = abs(game.speed.x) if game.ball.x < WIDTH / 2 else -abs(game.speed.x)
    if game.ball.y < RADIUS:
        game.speed.y = abs(game.speed.y)
    box = Rect(game.ball - (RADIUS, RADIUS), (2 * RADIUS, 2 * RADIUS))
    if box.colliderect(game.paddle) and game.speed.y > 0:
        # Where the paddle is hit says where the ball goes.
        game.speed = Vector2(0, -SPEED).rotate((game.ball.x - game.paddle.centerx) * 1.2)
    hit = box.collidelist([brick for brick, _ in game.bricks])
    if hit >= 0:
        break_brick(game, hit, box)
    if game.ball.y > HEIGHT + RADIUS:
        game.balls -= 1
        game.lay_ball()


def break_brick(game: Game, hit: int, box: Rect) -> None:
    """Take the brick away, turn the ball round, and let sparks fly."""
    brick, colour = game.bricks.pop(hit)
    overlap = box.clip(brick)
    if overlap.width < overlap.height:
        game.speed.x *= -1
    else:
        game.speed.y *= -1
    game.sparks += [
        (Vector2(brick.center), Vector2(random.uniform(-3, 3), random.uniform(-3, 2)), colour, 25) for _ in range(12)
    ]


def draw(screen: Surface, game: Game) -> None:
    """Show it."""
    screen.fill(NIGHT)
    for brick, colour in game.bricks:
        pygame.draw.rect(screen, colour, brick, border_radius=5)
    for place, _, colour, left in game.sparks:
        pygame.draw.circle(screen, colour, place, left / 8)
    for ball in range(game.balls - 1):
        pygame.draw.circle(screen, PADDLE, (20 + 18 * ball, 18), 5)
    pygame.draw.rect(screen, PADDLE, game.paddle, border_radius=5)
    if game.balls:
        pygame.draw.circle(screen, LIGHT, game.ball, RADIUS)
    pygame.display.flip()


async def play(pause: float = 1 / 60) -> None:
    """Go on until the window closes; a page has none."""
    pygame.init()
    screen, game = pygame.display.set_mode(SIZE), Game()
    while not pygame.event.peek(pygame.QUIT):
        for event in pygame.event.get():
            game = answer(game, event)
        move(game)
        draw(screen, game)
        await asyncio.sleep(pause)


if __name__ == "__main__":
    asyncio.run(play())
