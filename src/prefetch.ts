/**
 * Makes one item ahead: while the caller works on one, the next is being made. Yields in order; what `make` rejects with
 * is thrown when its turn comes. Chained, each step has one item under way: one photo is decoded while the one before
 * it waits for the GPU.
 */
export async function* prefetched<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  let before: Promise<Made> | null = null;
  for await (const item of items) {
    const made = make(item);
    // Nobody waits for it until the one before is done, and then whoever asks gets the reason.
    made.catch(() => undefined);
    if (before !== null) yield before;
    before = made;
  }
  if (before !== null) yield before;
}

/** The same without making anything ahead. */
export async function* sequential<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  for await (const item of items) yield make(item);
}
