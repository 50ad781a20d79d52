"""Advert of a summer drink, eight seconds: the sun comes up, a glass fills, ice drops in; then its name."""

import math

import numpy as np
from drawing import Colour, Picture, Sheet, eased, ellipse, petal, sprung

SECONDS = 8.0
SKY: tuple[Colour, Colour] = ((255, 214, 132), (250, 138, 112))
SUN: Colour = (255, 240, 190)
SEA: Colour = (58, 150, 168)
LIGHT_SEA: Colour = (92, 180, 190)
TABLE: Colour = (126, 74, 62)
DRINK: Colour = (250, 204, 66)
FOAM: Colour = (255, 232, 150)
ICE: Colour = (232, 248, 252)
GLASS: Colour = (255, 255, 255)
MINT: Colour = (64, 150, 96)
LEMON: Colour = (255, 226, 84)
RIND: Colour = (238, 186, 40)
INK: Colour = (92, 44, 52)
LEFT, RIGHT, TOP, FOOT = 110.0, 230.0, 96.0, 312.0  # of the glass
TAPER = 16.0  # by which the glass is narrower at its foot


def frame(at_s: float) -> Picture:
    """The picture at a time."""
    sheet = Sheet(*SKY)
    _sun(sheet, at_s)
    _sea(sheet, at_s)
    _glass(sheet, at_s)
    _words(sheet, at_s)
    return sheet.shown()


def _sun(sheet: Sheet, at_s: float) -> None:
    height = 250 - 130 * eased(at_s, 0.0, 3.0)
    for number in range(12):
        turned = 2 * math.pi * number / 12 + 0.12 * at_s
        sheet.fill([petal((455, height), 190, 46, turned)], SUN, 0.18)
    sheet.disc((455, height), 92, SUN, 0.5)
    sheet.disc((455, height), 76, SUN)


def _sea(sheet: Sheet, at_s: float) -> None:
    for row, colour in ((0, LIGHT_SEA), (1, SEA)):
        x = np.linspace(0, 640, 81)
        y = 236 + 22 * row + 4 * np.sin(x / 46 + (1.4 - 0.5 * row) * at_s + row)
        sheet.fill([np.concatenate([np.stack([x, y], 1), [[640.0, 360.0], [0.0, 360.0]]])], colour)
    sheet.fill([np.array([[0.0, 300.0], [640, 300], [640, 360], [0, 360]])], TABLE)


def _inside(level: float) -> tuple[float, float, float]:
    """Left, right and height of the glass at a level, 0 at its foot."""
    share = 1 - level
    return LEFT + TAPER * share, RIGHT - TAPER * share, FOOT - (FOOT - TOP) * level


def _glass(sheet: Sheet, at_s: float) -> None:
    level = 0.86 * eased(at_s, 0.8, 2.8)
    sheet.fill([ellipse((170, 316), (78, 10))], INK, 0.35)
    if level > 0:
        _drink(sheet, at_s, level)
    if 0.6 < at_s < 2.9:
        width = 7 + 1.5 * math.sin(20 * at_s)
        _, _, surface = _inside(level)
        end = surface if at_s > 0.8 else TOP + 200 * (at_s - 0.6) / 0.2
        sheet.fill([np.array([[170 - width, -5.0], [170 + width, -5], [170 + 5, end], [170 - 5, end]])], DRINK)
    _lemon(sheet, at_s)
    _straw(sheet, at_s)
    outline = [(LEFT, TOP), (LEFT + TAPER, FOOT), (RIGHT - TAPER, FOOT), (RIGHT, TOP)]
    sheet.fill([np.array(outline)], GLASS, 0.14)
    sheet.line(outline, GLASS, 4)
    sheet.line([(LEFT + 17, TOP + 26), (LEFT + 25, FOOT - 70)], GLASS, 5)


def _drink(sheet: Sheet, at_s: float, level: float) -> None:
    left, right, surface = _inside(level)
    floor_left, floor_right, _ = _inside(0.0)
    x = np.linspace(left, right, 25)
    y = surface + 2.5 * np.sin(x / 14 + 5 * at_s)
    sheet.fill([np.concatenate([np.stack([x, y], 1), [[floor_right, FOOT], [floor_left, FOOT]]])], DRINK)
    sheet.fill([np.stack([np.concatenate([x, x[::-1]]), np.concatenate([y, y[::-1] + 9])], 1)], FOAM, 0.8)
    for number in range(14):
        rise = (number * 0.37 + 0.42 * at_s) % 1.0
        if rise < level - 0.05:
            near_left, near_right, height = _inside(rise)
            across = 0.15 + 0.7 * ((number * 0.618) % 1.0) + 0.02 * math.sin(4 * at_s + number)
            sheet.disc((near_left + across * (near_right - near_left), height), 1.6 + number % 3, GLASS, 0.55)
    for number, begin in enumerate((2.7, 3.0, 3.3)):
        fallen = sprung(at_s, begin, begin + 0.7)
        if fallen > 0:
            bob = 3 * math.sin(2.2 * at_s + 2 * number)
            y_ice = -40 + (surface + 14 + 20 * (number % 2) + 40) * fallen + bob
            _cube(sheet, (146 + 25 * number, y_ice), 0.3 * number - 0.3 + 0.06 * bob)


def _cube(sheet: Sheet, centre: tuple[float, float], turned: float) -> None:
    angles = np.arange(4) * math.pi / 2 + math.pi / 4 + turned
    corners = np.stack([centre[0] + 20 * np.cos(angles), centre[1] + 20 * np.sin(angles)], 1)
    sheet.fill([corners], ICE, 0.78)
    sheet.line([tuple(corner) for corner in corners[[0, 1, 2]]], GLASS, 2)


def _lemon(sheet: Sheet, at_s: float) -> None:
    size = sprung(at_s, 3.8, 4.6)
    if size <= 0:
        return
    centre = (RIGHT - 2, TOP + 2)
    for radius, colour in ((36, RIND), (32, (255, 246, 200)), (29, LEMON)):
        sheet.disc(centre, radius * size, colour)
    for number in range(8):
        angle = math.pi * number / 4
        end = (centre[0] + 28 * size * math.cos(angle), centre[1] + 28 * size * math.sin(angle))
        sheet.line([centre, end], (255, 246, 200), 2)


def _straw(sheet: Sheet, at_s: float) -> None:
    down = eased(at_s, 3.5, 4.2)
    if down > 0:
        top = (128.0, 44 - 180 * (1 - down))
        sheet.line([(160, TOP + 60 - 180 * (1 - down)), top, (top[0] - 34, top[1] - 12)], (238, 82, 96), 8)
        for number, turned in enumerate((-2.2, -1.2, -0.4)):
            grown = eased(at_s, 4.2 + 0.2 * number, 4.8 + 0.2 * number)
            sheet.fill([petal((172, TOP + 18), 46 * grown, 24 * grown, turned)], MINT)


def _words(sheet: Sheet, at_s: float) -> None:
    first, second = eased(at_s, 3.2, 3.9), eased(at_s, 3.7, 4.4)
    sheet.text("ICE COLD", (450, 92 - 20 * (1 - first)), 40, INK, first)
    sheet.text("LEMONADE", (450, 144 + 20 * (1 - second)), 54, INK, second)
    sheet.text("with fresh mint", (450, 194), 24, INK, eased(at_s, 4.6, 5.3))
    price = sprung(at_s, 5.3, 6.1)
    if price > 0:
        beat = 1 + 0.03 * math.sin(6 * at_s)
        sheet.disc((560, 278), 48 * price * beat, (238, 82, 96))
        sheet.text("1.90", (560, 278), max(1.0, round(32 * min(price, 1.0))), GLASS, min(price, 1.0))
