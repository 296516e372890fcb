/**
 * Makes one item ahead: while the caller works on one, the next is being made. Items are yielded in order; a rejection of `make`
 * is thrown in the turn of its item. Chained calls each have one item in progress: one photo is decoded while the one before it
 * waits for the GPU.
 */
export async function* prefetched<Item, Made>(
  items: Iterable<Item> | AsyncIterable<Item>,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  let before: Promise<Made> | null = null;
  for await (const item of items) {
    const made = make(item);
    // Nobody awaits it until the previous item is done; the rejection is then passed on.
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
