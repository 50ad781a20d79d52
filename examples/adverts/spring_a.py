"""Advert of a spring sale, seven seconds: a flower grows, opens and smiles; then the offer."""

import math

from drawing import Colour, Picture, Sheet, eased, ellipse, petal, sprung

SECONDS = 7.0
SKY: tuple[Colour, Colour] = ((226, 243, 238), (255, 246, 226))
GRASS: Colour = (116, 178, 108)
STEM: Colour = (74, 138, 82)
LEAF: Colour = (96, 166, 96)
PINK: Colour = (240, 128, 152)
PALE: Colour = (250, 176, 190)
HEART: Colour = (252, 206, 92)
INK: Colour = (52, 84, 72)
WHITE: Colour = (255, 255, 255)
FLOWER = (178.0, 148.0)
PETALS = 9


def frame(at_s: float) -> Picture:
    """The picture at a time."""
    sheet = Sheet(*SKY)
    _hills(sheet)
    _falling(sheet, at_s)
    _flower(sheet, at_s)
    _words(sheet, at_s)
    return sheet.shown()


def _hills(sheet: Sheet) -> None:
    sheet.fill([ellipse((470, 430), (420, 130))], (168, 208, 140))
    sheet.fill([ellipse((130, 440), (400, 130))], GRASS)


def _falling(sheet: Sheet, at_s: float) -> None:
    """Petals that sail down in the wind, each on a way of its own."""
    for number in range(16):
        speed = 26 + 5 * (number % 5)
        y = (number * 53 + speed * at_s) % 420 - 30
        x = (number * 97 + 18 * at_s + 22 * math.sin(1.3 * at_s + number)) % 700 - 30
        turned = 0.9 * math.sin(1.7 * at_s + 2 * number)
        sheet.fill([petal((x, y), 15, 9, turned)], PALE, 0.75)


def _flower(sheet: Sheet, at_s: float) -> None:
    grown, opened = eased(at_s, 0.2, 1.7), sprung(at_s, 1.5, 2.6)
    sway = 5 * math.sin(1.6 * at_s) * grown
    foot = (150.0, 345.0)
    head = (foot[0] + (FLOWER[0] - foot[0]) * grown + sway, foot[1] + (FLOWER[1] - foot[1]) * grown)
    bend = (foot[0] - 12 * grown, (foot[1] + head[1]) / 2)
    stem = [_curve(foot, bend, head, step / 20) for step in range(21)]
    sheet.line(stem, STEM, 7)
    for share, turned in ((0.35, -0.5), (0.5, -2.5)):
        size = eased(at_s, 0.7 + share, 1.6 + share)
        root = stem[int(20 * share)]
        sheet.fill([petal(root, 78 * size, 34 * size, turned + 0.03 * sway)], LEAF)
    for ring, colour, length in ((0.5, PINK, 76.0), (0.0, PALE, 62.0)):
        for number in range(PETALS):
            turned = 2 * math.pi * (number + ring) / PETALS + 0.05 * math.sin(at_s)
            sheet.fill([petal(head, length * opened, 40 * opened, turned)], colour)
    sheet.disc(head, 31 * opened, HEART)
    _face(sheet, head, opened, at_s)


def _face(sheet: Sheet, head: tuple[float, float], opened: float, at_s: float) -> None:
    smile = eased(at_s, 2.4, 3.1)
    if opened < 0.6:
        return
    blink = 0.15 if 0 <= at_s % 2.3 - 1.9 < 0.14 else 1.0
    for side in (-1, 1):
        sheet.fill([ellipse((head[0] + 11 * side, head[1] - 5), (3.2, 4.4 * blink))], INK)
        sheet.disc((head[0] + 18 * side, head[1] + 5), 4.5, PINK, 0.6 * smile)
    wide = 5 + 9 * smile
    mouth = [(head[0] + wide * x / 8, head[1] + 6 + 8 * smile * (1 - (x / 8) ** 2)) for x in range(-8, 9)]
    sheet.line(mouth, INK, 2.6)


def _words(sheet: Sheet, at_s: float) -> None:
    first, second = eased(at_s, 1.9, 2.6), eased(at_s, 2.3, 3.0)
    sheet.text("SPRING", (440, 104 - 24 * (1 - first)), 62, INK, first)
    sheet.text("SALE", (440, 170 + 24 * (1 - second)), 62, PINK, second)
    offer = sprung(at_s, 3.4, 4.3)
    if offer > 0:
        beat = 1 + 0.02 * math.sin(5 * at_s)
        sheet.fill([ellipse((440, 254), (128 * offer * beat, 36 * offer * beat))], INK)
        sheet.text("30 % off bouquets", (440, 254), max(1.0, round(21 * min(offer, 1.0))), WHITE, min(offer, 1.0))
    sheet.text("this week at your florist", (440, 322), 19, INK, eased(at_s, 4.6, 5.4))


def _curve(
    begin: tuple[float, float], middle: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    """A point of a curve that bends towards the middle."""
    a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return a * begin[0] + b * middle[0] + c * end[0], a * begin[1] + b * middle[1] + c * end[1]
