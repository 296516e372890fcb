"""Draws the charts of docs/NANO.md with Pillow, at twice their size, and reduces them."""
import numpy as np
from PIL import Image, ImageDraw, ImageFont

INK, GRID, PAPER = (40, 44, 52), (225, 228, 233), (255, 255, 255)
BLUE, ORANGE, GREY = (52, 101, 164), (214, 96, 22), (130, 136, 146)
TWICE = 2


class Panel:
    """Axes with the data ranges `x` and `y` in the rectangle `place` = (left, top, right, bottom) of a picture."""

    def __init__(self, draw, place, x, y, ticks_x, ticks_y, size=13):
        self.draw, self.place, self.x, self.y = draw, tuple(TWICE * v for v in place), x, y
        self.font = ImageFont.load_default(TWICE * size)
        left, top, right, bottom = self.place
        for value in ticks_x:
            at = self.at(value, y[0])[0]
            draw.line((at, top, at, bottom), GRID, 1)
            draw.text((at, bottom + 6), f'{value:g}', INK, self.font, 'mt')
        for value in ticks_y:
            at = self.at(x[0], value)[1]
            draw.line((left, at, right, at), GRID, 1)
            draw.text((left - 8, at), f'{value:g}', INK, self.font, 'rm')
        draw.rectangle(self.place, outline=GREY)

    def at(self, x, y):
        left, top, right, bottom = self.place
        share_x, share_y = (x - self.x[0]) / (self.x[1] - self.x[0]), (y - self.y[0]) / (self.y[1] - self.y[0])
        return left + share_x * (right - left), bottom - share_y * (bottom - top)

    def dots(self, xs, ys, colour, radius):
        for x, y in zip(xs, ys):
            a, b = self.at(np.clip(x, *self.x), np.clip(y, *self.y))
            self.draw.ellipse((a - radius, b - radius, a + radius, b + radius), colour)

    def line(self, xs, ys, colour):
        self.draw.line([self.at(x, y) for x, y in zip(xs, ys)], colour, 4)

    def words(self, x, y, text, colour=INK, anchor='la'):
        self.draw.text(self.at(x, y), text, colour, self.font, anchor)


def picture(width, height):
    image = Image.new('RGB', (TWICE * width, TWICE * height), PAPER)
    return image, ImageDraw.Draw(image)


def save(image, path, colours=64):
    reduced = image.resize((image.width // TWICE, image.height // TWICE), Image.LANCZOS)
    reduced.quantize(colours, Image.Quantize.MEDIANCUT).save(path, optimize=True)


def scatter(path, label, nano, brisque, unseen):
    """Two panels: the nano model's score over the label, and BRISQUE's. Unseen kinds are on top, in orange."""
    image, draw = picture(900, 470)
    for left, scores, name in ((60, nano, 'nano, 100 is best'), (510, brisque, 'BRISQUE, 0 is best')):
        panel = Panel(draw, (left, 40, left + 370, 410), (0, 100), (0, 100), range(0, 101, 20), range(0, 101, 20))
        panel.dots(label[~unseen], scores[~unseen], BLUE, 1.6)
        panel.dots(label[unseen], scores[unseen], ORANGE, 1.6)
        panel.words(50, 104, name, anchor='mb')
        panel.words(50, -11, 'label', anchor='mt')
    font = ImageFont.load_default(TWICE * 13)
    draw.text((TWICE * 450, TWICE * 10), 'blue: trained kinds   orange: unseen kinds', INK, font, 'mt')
    save(image, path)


def staircase(path, kinds, label, score):
    """A panel for each kind: mean label (grey) and mean score (blue, unseen orange) over the levels 0 to 5."""
    columns, width, height = 6, 150, 135
    rows = -(-len(kinds) // columns)
    image, draw = picture(columns * width + 10, rows * height + 10)
    for place, (kind, unseen) in enumerate(kinds):
        left, top = place % columns * width + 34, place // columns * height + 22
        panel = Panel(draw, (left, top, left + 108, top + 88), (0, 5), (0, 100), range(6), (0, 50, 100), 10)
        panel.line(range(6), label[kind], GREY)
        panel.line(range(6), score[kind], ORANGE if unseen else BLUE)
        panel.words(2.5, 104, kind, anchor='mb')
    save(image, path)
