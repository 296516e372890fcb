/**
 * Makes things one ahead: while the caller works on one, the next is being made. Yields in order. `make` must not
 * reject, since nobody waits for its promise until the one before is done.
 */
export async function* oneAhead<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  let next = items.length > 0 ? make(items[0]!) : null;
  for (let i = 1; next !== null; i++) {
    const made = await next;
    next = i < items.length ? make(items[i]!) : null;
    yield made;
  }
}
