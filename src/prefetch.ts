/**
 * Makes items ahead: while the caller works on one, the next are being made. Items are yielded in order; a rejection of
 * `make` is thrown in the turn of its item. Chained calls each have their own items in progress: photos are decoded while
 * the one before them waits for the GPU.
 * @param ahead number of items made ahead of the one in use, read again before each; 1 by default.
 */
export async function* prefetched<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  make: (item: Item) => Promise<Made>,
  ahead: () => number = () => 1,
): AsyncGenerator<Made> {
  const making: Promise<Made>[] = [];
  for await (const item of items) {
    const made = make(item);
    // Nobody awaits it until the previous items are done; the rejection is then passed on.
    made.catch(() => undefined);
    making.push(made);
    while (making.length > ahead()) yield making.shift()!;
  }
  yield* making;
}

/** The same without making anything ahead. */
export async function* sequential<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  for await (const item of items) yield make(item);
}

/** Pixels of photos that may wait decoded, beside the one that is worked on: 384 MB. */
const pixelsAhead = 128e6;

/** How many photos to decode ahead: as many as help, and fewer where they are large. */
export class DecodingPace {
  readonly #most: number;
  /** Pixels of the largest photo so far; before the first, none is decoded ahead of the next. */
  #largest: number | null = null;

  /** @param most as many as are decoded at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a decoded photo's size into account, and returns the photo. */
  saw<Photo extends { readonly width: number; readonly height: number }>(photo: Photo): Photo {
    this.#largest = Math.max(this.#largest ?? 0, photo.width * photo.height);
    return photo;
  }

  /** For `prefetched`. */
  readonly ahead = (): number => {
    if (this.#largest === null) return 1;
    return Math.max(1, Math.min(this.#most, Math.floor(pixelsAhead / this.#largest)));
  };
}
