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
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  /** null past the last item. */
  const making: Promise<{ readonly made: Made } | null>[] = [];
  let taken: Promise<unknown> = Promise.resolve();
  let isDone = false;
  const begin = () => {
    // Items are taken one after another, but nobody waits for the next one while a result is there.
    const taking = taken.then(() => (isDone ? null : iterator.next()));
    taken = taking;
    const result = taking.then(async (next) => {
      isDone ||= next?.done === true;
      if (next === null || isDone) return null;
      // A list may hold promises of items.
      const item: Item = next.value instanceof Promise ? await next.value : next.value;
      return { made: await make(item) };
    });
    // Nobody awaits it until the previous items are done; the rejection is then passed on.
    result.catch(() => undefined);
    making.push(result);
  };
  try {
    for (;;) {
      while (making.length <= ahead()) begin();
      const result = await making[0];
      if (result === null) return;
      // More may be wanted since that item was made.
      while (making.length <= ahead()) begin();
      making.shift();
      yield result.made;
    }
  } finally {
    if (!isDone) returnUnawaited(iterator);
  }
}

/** Tells an iterator that no more items are wanted. Not awaited: one that waits for its next item only returns after that. */
export function returnUnawaited(iterator: Iterator<unknown> | AsyncIterator<unknown>): void {
  Promise.resolve()
    .then(() => iterator.return?.())
    .catch(() => undefined);
}

/** The same without making anything ahead. */
async function* sequential<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  for await (const item of items) yield make(item);
}

interface Size {
  readonly width: number;
  readonly height: number;
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

  /** Takes a decoded photo's size into account. */
  saw({ width, height }: Size): void {
    this.#largest = Math.max(this.#largest ?? 0, width * height);
  }

  /** For `prefetched`. */
  readonly ahead = (): number => {
    if (this.#largest === null) return 1;
    return Math.max(1, Math.min(this.#most, Math.floor(pixelsAhead / this.#largest)));
  };
}

/** An item whose photo was decoded. */
type WithPhoto = { readonly photo: Size };

/**
 * Opens photos ahead, and yields them in order.
 * @param open decodes; where there are no pixels, `photo` is null or absent.
 * @param decodersAtOnce how many photos may be decoded at once; fewer are if they are large.
 */
export function openedAhead<Item, Opened extends object>(
  items: Iterable<Item> | AsyncIterable<Item>,
  open: (item: Item) => Promise<Opened>,
  decodersAtOnce: number,
): AsyncGenerator<Opened> {
  const pace = new DecodingPace(decodersAtOnce);
  const noted = async (item: Item) => {
    const opened = await open(item);
    if (hasPhoto(opened)) pace.saw(opened.photo);
    return opened;
  };
  return prefetched(items, noted, pace.ahead);
}

/** The steps of a stream of photos. */
export interface PhotoSteps<Item, Opened, Result> {
  /** Decodes; an item without `photo` is already a result, such as the reason why it cannot be decoded. */
  open(item: Item): Promise<Opened>;
  /** Works on the pixels. */
  finish(opened: Extract<Opened, WithPhoto>): Promise<Result>;
  readonly decodersAtOnce: number;
  /** Whether to finish each photo before the next is begun, so that it can be timed. Default: two overlap. */
  readonly oneByOne?: boolean;
}

/**
 * Opens photos and works on them; results come in the order of the items. While the GPU works on one photo, the next is uploaded
 * and those after that are decoded. What a step throws ends the stream in the turn of its item.
 */
export function photoStream<Item, Opened extends object, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { open, finish, decodersAtOnce, oneByOne = false }: PhotoSteps<Item, Opened, Result>,
): AsyncGenerator<Result | Exclude<Opened, WithPhoto>> {
  const opened = openedAhead(items, open, decodersAtOnce);
  const finished = async (each: Opened) => (hasPhoto(each) ? finish(each) : (each as Exclude<Opened, WithPhoto>));
  return oneByOne ? sequential(opened, finished) : prefetched(opened, finished);
}

function hasPhoto<Opened extends object>(opened: Opened): opened is Extract<Opened, WithPhoto> {
  return 'photo' in opened && opened.photo !== null;
}
