/** Decodes pictures by the browser's own decoders, without colour management or orientation. */

import type { Photo } from '../../image/photo.ts';
import { damaged, unsupported } from '../../image/photo-fault.ts';

/** How much is read back at a time; reading everything at once would hold a large photo twice. */
const stripBytes = 16 * 2 ** 20;

/**
 * Decodes without colour management. In Chromium, pixels equal Pillow's (test/web/decode.test.ts).
 * @param parts the file's bytes, without what would make the decoder turn the picture.
 * @param hasAlpha pixels with alpha are read in a way that does not premultiply colours.
 */
export async function decodeNatively(parts: readonly BlobPart[], hasAlpha: boolean): Promise<Photo> {
  const bitmap = await bitmapOf(parts);
  try {
    return await (hasAlpha ? readWithAlpha : readByCanvas)(bitmap);
  } finally {
    bitmap.close();
  }
}

async function bitmapOf(parts: readonly BlobPart[]): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([...parts]), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch (error) {
    // The only thing it says of a file that it cannot decode.
    if (error instanceof DOMException && error.name === 'InvalidStateError') {
      throw damaged('the browser finds no complete picture in its data');
    }
    throw error;
  }
}

function canvasContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('the browser gives no canvas of that size');
  return context;
}

function readByCanvas(bitmap: ImageBitmap): Photo {
  return photoOfDrawable(bitmap, bitmap.width, bitmap.height);
}

/** The pixels of anything that a canvas can draw, as sRGB. Colours go through premultiplied alpha and back. */
export function photoOfDrawable(drawable: CanvasImageSource, width: number, height: number): Photo {
  const data = new Uint8Array(width * height * 3);
  const stripHeight = rowsOfStrip(width, height);
  const context = canvasContext(width, stripHeight);
  for (let top = 0; top < height; top += stripHeight) {
    const rows = Math.min(stripHeight, height - top);
    context.clearRect(0, 0, width, stripHeight);
    context.drawImage(drawable, 0, -top, width, height);
    dropAlpha(context.getImageData(0, 0, width, rows).data, data, top * width * 3);
  }
  return { width, height, data };
}

/**
 * Reads the colours as they are: a 2D canvas would premultiply them by alpha, and lose those of transparent pixels. A VideoFrame
 * keeps them in Firefox, whose WebGL may be switched off; in Chromium, which multiplies them there, a WebGL texture does.
 */
async function readWithAlpha(bitmap: ImageBitmap): Promise<Photo> {
  framesServe ??= framesKeepColours();
  return (await framesServe) ? readByFrame(bitmap) : readByTexture(bitmap);
}

let framesServe: Promise<boolean> | null = null;

async function framesKeepColours(): Promise<boolean> {
  if (typeof VideoFrame === 'undefined') return false;
  // Premultiplied by so little alpha, these colours would become 0 or 255.
  const probe = new ImageData(new Uint8ClampedArray([200, 100, 50, 1]), 1);
  const bitmap = await createImageBitmap(probe, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  try {
    return (await readByFrame(bitmap)).data.join() === '200,100,50';
  } catch {
    // The browser does not convert frames to RGBA.
    return false;
  } finally {
    bitmap.close();
  }
}

async function readByFrame(bitmap: ImageBitmap): Promise<Photo> {
  const { width, height } = bitmap;
  const frame = new VideoFrame(bitmap, { timestamp: 0, alpha: 'keep' });
  try {
    const data = new Uint8Array(width * height * 3);
    dropAlpha(await rgbaOf(frame), data, 0);
    return { width, height, data };
  } finally {
    frame.close();
  }
}

/** [height, width, 4], R G B A. */
export async function rgbaOf(frame: VideoFrame): Promise<Uint8Array> {
  const rgba = new Uint8Array(frame.codedWidth * frame.codedHeight * 4);
  await frame.copyTo(rgba, { format: 'RGBA' });
  return rgba;
}

function readByTexture(bitmap: ImageBitmap): Photo {
  const { width, height } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) {
    throw unsupported('it has transparency, which needs WebGL 2, and this browser has none: save it without');
  }
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
  const error = gl.getError();
  if (error !== gl.NO_ERROR)
    throw unsupported('it has transparency and is too large for this browser: save it without, or make it smaller');
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  const texture = gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture;
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const data = new Uint8Array(width * height * 3);
  const stripHeight = rowsOfStrip(width, height);
  const strip = new Uint8Array(width * stripHeight * 4);
  for (let top = 0; top < height; top += stripHeight) {
    const rows = Math.min(stripHeight, height - top);
    gl.readPixels(0, top, width, rows, gl.RGBA, gl.UNSIGNED_BYTE, strip);
    dropAlpha(strip.subarray(0, width * rows * 4), data, top * width * 3);
  }
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { width, height, data };
}

function rowsOfStrip(width: number, height: number): number {
  return Math.min(height, Math.max(1, Math.floor(stripBytes / (4 * width))));
}

/** Converts RGBA to RGB, written to `rgb` from index `to`. */
export function dropAlpha(rgba: Uint8Array | Uint8ClampedArray, rgb: Uint8Array, to: number): void {
  for (let from = 0, at = to; from < rgba.length; from += 4, at += 3) {
    rgb[at] = rgba[from]!;
    rgb[at + 1] = rgba[from + 1]!;
    rgb[at + 2] = rgba[from + 2]!;
  }
}
