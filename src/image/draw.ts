/** Draws results onto a copy of the photo: boxes, and labels in a bitmap font. */
import { glyphHeight, glyphOf, glyphWidth } from './bitmap-font.ts';
import type { Box } from './crop.ts';
import type { Photo } from './photo.ts';
import type { Point } from './point.ts';

export interface AnnotatedFace {
  readonly box: Box;
  /** The detector's confidence, 0..1. */
  readonly confidence: number;
  /** null where there is none. */
  readonly score: number | null;
  /** Drawn as dots. Default: `points`, or nothing without these. */
  readonly landmarks?: readonly Point[];
  /** The five points that faces are aligned by. */
  readonly points?: readonly Point[];
}

export interface Annotation {
  /** The whole photo's score; null where there is none. */
  readonly score: number | null;
  readonly faces: readonly AnnotatedFace[];
  /** A line along the lower edge, such as the file's and the model's name; empty for none. */
  readonly caption: string;
}

type Colour = readonly [number, number, number];

/** A copy of the photo to draw on. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const ink: Colour = [255, 255, 255];
const dark: Colour = [18, 22, 30];
const accent: Colour = [64, 220, 130];

/** Fills a rectangle, clipped to the canvas. With `opacity` 1 it hides what was there. */
function fill(canvas: Canvas, [left, top, right, bottom]: Box, colour: Colour, opacity: number): void {
  const endX = Math.min(right, canvas.width);
  const endY = Math.min(bottom, canvas.height);
  for (let y = Math.max(top, 0); y < endY; y++) {
    for (let x = Math.max(left, 0); x < endX; x++) {
      const at = (y * canvas.width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const before = canvas.data[at + channel]!;
        canvas.data[at + channel] = Math.round(before + (colour[channel]! - before) * opacity);
      }
    }
  }
}

/** Draws a frame, `width` pixels thick, inside the rectangle. */
function frame(canvas: Canvas, [left, top, right, bottom]: Box, width: number, colour: Colour): void {
  fill(canvas, [left, top, right, top + width], colour, 1);
  fill(canvas, [left, bottom - width, right, bottom], colour, 1);
  fill(canvas, [left, top + width, left + width, bottom - width], colour, 1);
  fill(canvas, [right - width, top + width, right, bottom - width], colour, 1);
}

/** Draws a square with an odd number of pixels around the pixel nearest to a point. */
function dot(canvas: Canvas, point: Point, size: number, colour: Colour): void {
  const [left, top] = point.map((place) => Math.round(place) - (size - 1) / 2) as [number, number];
  fill(canvas, [left, top, left + size, top + size], colour, 1);
}

function write(canvas: Canvas, text: string, left: number, top: number, scale: number, colour: Colour): void {
  for (const [index, character] of [...text].entries()) {
    for (const [row, pixels] of glyphOf(character).entries()) {
      for (let column = 0; column < glyphWidth; column++) {
        if (pixels[column] !== '#') continue;
        const x = left + (index * (glyphWidth + 1) + column) * scale;
        const y = top + row * scale;
        fill(canvas, [x, y, x + scale, y + scale], colour, 1);
      }
    }
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of a label with this text, with a margin of two font pixels. */
function labelSize(text: string, scale: number): Size {
  return { width: ([...text].length * (glyphWidth + 1) + 3) * scale, height: (glyphHeight + 3) * scale };
}

interface LabelStyle {
  readonly text: Colour;
  readonly background: Colour;
  readonly opacity: number;
}

const faceStyle: LabelStyle = { text: dark, background: accent, opacity: 1 };
const photoStyle: LabelStyle = { text: ink, background: dark, opacity: 0.72 };

function label(canvas: Canvas, text: string, left: number, top: number, scale: number, style: LabelStyle): void {
  const { width, height } = labelSize(text, scale);
  fill(canvas, [left, top, left + width, top + height], style.background, style.opacity);
  write(canvas, text, left + 2 * scale, top + 2 * scale, scale, style.text);
}

/** The text, or as much of it as fits, followed by dots. */
function shorten(text: string, width: number, scale: number): string {
  const characters = [...text];
  if (labelSize(text, scale).width <= width) return text;
  const room = Math.floor(width / scale - 3) / (glyphWidth + 1) - 3;
  return `${characters.slice(0, Math.max(Math.floor(room), 0)).join('')}...`;
}

/** About three significant digits, since scores run to 100 in one protocol and to 1 in another. */
function scoreText(score: number | null): string {
  if (score === null) return 'no score';
  return score.toFixed(Math.abs(score) < 10 ? 3 : 1);
}

function drawFace(canvas: Canvas, face: AnnotatedFace, scale: number): void {
  const [left, top, right, bottom] = face.box.map(Math.round) as [number, number, number, number];
  frame(canvas, [left, top, right, bottom], 2 * scale, accent);
  for (const point of face.landmarks ?? face.points ?? []) dot(canvas, point, 2 * scale - 1, accent);
  const text = `${scoreText(face.score)}  face ${Math.round(face.confidence * 100)}%`;
  const size = labelSize(text, scale);
  // Above the box if there is room, otherwise below it, otherwise inside; never beyond the photo's sides.
  const below = bottom + size.height <= canvas.height ? bottom : top;
  const labelTop = top >= size.height ? top - size.height : below;
  const labelLeft = Math.max(0, Math.min(left, canvas.width - size.width));
  label(canvas, text, labelLeft, labelTop, scale, faceStyle);
}

/**
 * A copy of the photo with its score in the upper left corner, the caption along the lower edge, and each face's box with its
 * score and confidence. Lines and letters scale with the photo, in whole steps.
 */
export function annotate(photo: Photo, annotation: Annotation): Photo {
  // Not slice(): decoders may return a Buffer, whose slices are views.
  const canvas: Canvas = { width: photo.width, height: photo.height, data: new Uint8Array(photo.data) };
  const scale = Math.max(1, Math.round(Math.min(photo.width, photo.height) / 300));
  for (const face of annotation.faces) drawFace(canvas, face, scale);
  label(canvas, scoreText(annotation.score), 0, 0, 2 * scale, photoStyle);
  if (annotation.caption !== '') drawCaption(canvas, annotation.caption, scale);
  return canvas;
}

/** Draws points as dots of `size` pixels, an odd number. */
export function drawDots(canvas: Canvas, points: readonly Point[], size: number): void {
  for (const point of points) dot(canvas, point, size, accent);
}

/**
 * Draws a line of text along the lower edge. A font pixel is `largest` pixels wide, or as many fewer as let the text fit; text that
 * does not fit even at 1 is shortened.
 */
export function drawCaption(canvas: Canvas, caption: string, largest: number): void {
  const fitting = Math.floor(largest * (canvas.width / labelSize(caption, largest).width));
  const scale = Math.min(largest, Math.max(1, fitting));
  const text = shorten(caption, canvas.width, scale);
  label(canvas, text, 0, canvas.height - labelSize(text, scale).height, scale, photoStyle);
}
