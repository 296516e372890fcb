/** Shows thumbnails of photos side by side. */
import type { Box } from '../image/crop.ts';
import { html, type Markup } from './html.ts';

/** Thumbnails by photo name, as data URIs; a photo that could not be read again is missing. */
export type Thumbnails = ReadonlyMap<string, string>;

export interface GridPhoto {
  readonly imageName: string;
  /** What is notable about it, in a few words. */
  readonly headline: string;
  readonly details: string;
  /** Pixels of the photo. */
  readonly width: number;
  readonly height: number;
  /** The face's box in pixels of the photo; drawn if given. */
  readonly box?: Box;
}

export function photoGrid(photos: readonly GridPhoto[], thumbnails: Thumbnails): Markup {
  return html`<ul class="photos">${photos.map((photo) => photoItem(photo, thumbnails.get(photo.imageName)))}</ul>`;
}

function photoItem(photo: GridPhoto, thumbnail: string | undefined): Markup {
  const { imageName, headline, details, box } = photo;
  return html`<li><figure>${picture(photo, thumbnail, box === undefined ? [] : [box])}<figcaption><b>${headline}</b>${details}<br><span class="quiet">${imageName}</span></figcaption></figure></li>
`;
}

/** A photo's picture with frames around boxes, which are in pixels of the photo. */
export function picture(
  { imageName, width, height }: Omit<GridPhoto, 'box'>,
  thumbnail: string | undefined,
  boxes: readonly Box[],
): Markup {
  if (thumbnail === undefined) return html`<span class="missing">not available</span>`;
  // A frame's place is a share of this element, which must therefore be as narrow as a picture of the greatest height.
  const shape = boxes.length === 0 ? '' : `max-width:calc(var(--tallest)*${(width / height).toFixed(5)})`;
  return html`<span class="picture" style="${shape}"><img src="${thumbnail}" alt="${imageName}">${boxes.map((box) => frame(box, width, height))}</span>`;
}

function frame([left, top, right, bottom]: Box, width: number, height: number): Markup {
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)}%`;
  const style =
    `left:${share(left, width)};top:${share(top, height)};` +
    `width:${share(right - left, width)};height:${share(bottom - top, height)}`;
  return html`<span class="box" style="${style}"></span>`;
}
