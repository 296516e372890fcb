/** Processes long sequences item by item. */

export function* mapped<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item);
}

export function* filtered<T>(items: Iterable<T>, isWanted: (item: T) => boolean): Generator<T> {
  for (const item of items) if (isWanted(item)) yield item;
}

/** Merges the sources, each already in order, by the code units of the items' names. */
export function* inOrder<T extends { readonly imageName: string }>(sources: readonly Iterator<T>[]): Generator<T> {
  const heads = sources.map((source) => ({ source, next: source.next() }));
  for (;;) {
    let first: { readonly head: (typeof heads)[number]; readonly item: T } | null = null;
    for (const head of heads) {
      if (head.next.done) continue;
      const item = head.next.value;
      if (first === null || item.imageName < first.item.imageName) first = { head, item };
    }
    if (first === null) return;
    yield first.item;
    first.head.next = first.head.source.next();
  }
}
