/** The pixels of photos that the worker has to draw, shared by all places that show one of them. */
import type { PhotoEntry } from './photo.ts';
import type { Requests } from './requests.ts';

/** The longest side of a shared picture, in pixels. */
const sharedSide = 1600;
/** As many photos as are shown at a time: a picture takes several megabytes. */
const most = 2;

interface Shared {
  readonly photo: PhotoEntry;
  readonly turned: boolean;
  readonly bitmap: Promise<ImageBitmap>;
}

export class Previews {
  readonly #requests: Requests;
  #shared: readonly Shared[] = [];

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /**
   * A bitmap for the caller alone.
   * @param side the photo's longest side; null for a picture that is large enough for the window.
   */
  async of(photo: PhotoEntry, file: Blob, turned: boolean, side: number | null): Promise<ImageBitmap> {
    if (side !== null) return this.#requests.preview(file, photo.name, side, turned);
    let shared = this.#shared.find((each) => each.photo === photo && each.turned === turned);
    if (shared === undefined) {
      const bitmap = this.#requests.preview(file, photo.name, sharedSide, turned);
      shared = { photo, turned, bitmap };
      this.#shared = [shared, ...this.#shared].slice(0, most);
      bitmap.catch(() => {
        // A later view tries again.
        this.#shared = this.#shared.filter((each) => each !== shared);
      });
    }
    return createImageBitmap(await shared.bitmap);
  }
}
