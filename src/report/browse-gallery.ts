/** The gallery page's script. */

/** The page's data; photos have the same indices as the list's items. */
export interface GalleryData {
  /** Those of photos, then those of faces. */
  readonly metrics: readonly { readonly name: string; readonly better: 'higher' | 'lower' }[];
  readonly photos: readonly {
    readonly name: string;
    /** In the order of `metrics`, of the most confident face where they are of faces; null where there is none. An infinite score is the text "Infinity". */
    readonly scores: readonly (number | 'Infinity' | null)[];
    readonly faces: number;
    /** null where the photo was not checked on rules. */
    readonly isAccepted: boolean | null;
  }[];
}

/**
 * Sorts and filters the list by the controls above it. Embedded in the page as source text, so it must not refer to anything
 * outside itself.
 */
export function browseGallery(): void {
  const { metrics, photos }: GalleryData = JSON.parse(document.getElementById('gallery-data')!.textContent!);
  const list = document.querySelector<HTMLElement>('ul.photos')!;
  const items = [...list.children] as HTMLElement[];
  const control = (name: string) => document.getElementById(name) as HTMLInputElement | HTMLSelectElement;
  const shown = document.getElementById('shown')!;
  let listed = '';

  function update(): void {
    const [order, place] = control('order').value.split(' ') as [string, string];
    const column = Number(place);
    const scoreOf = (index: number) => {
      const score = photos[index]!.scores[column];
      return score === null || score === undefined ? null : Number(score);
    };
    // Best first means highest first where higher is better.
    const sign = (order === 'best') === (metrics[column]?.better === 'higher') ? -1 : 1;
    const indices = photos.map((_, index) => index);
    if (order === 'name') indices.sort((a, b) => photos[a]!.name.localeCompare(photos[b]!.name));
    if (order === 'best' || order === 'worst') {
      indices.sort((a, b) => {
        const [first, second] = [scoreOf(a), scoreOf(b)];
        if (first === null || second === null) return Number(first === null) - Number(second === null);
        return first === second ? 0 : sign * (first < second ? -1 : 1);
      });
    }
    const text = control('name').value.toLowerCase();
    const least = Number.parseFloat(control('least').value);
    const most = Number.parseFloat(control('most').value);
    const faces = control('faces').value;
    // Only pages with rules have this control.
    const verdict = document.querySelector<HTMLSelectElement>('#verdict')?.value ?? 'all';
    let count = 0;
    for (const index of indices) {
      const { name, faces: found, isAccepted } = photos[index]!;
      const score = scoreOf(index);
      const isShown =
        name.toLowerCase().includes(text) &&
        !(score !== null && score < least) &&
        !(score !== null && score > most) &&
        (faces === 'all' || (faces === 'some') === found > 0) &&
        (verdict === 'all' || (verdict === 'accepted') === isAccepted);
      items[index]!.hidden = !isShown;
      if (isShown) count++;
    }
    // Moving thousands of items takes longer than hiding them.
    if (control('order').value !== listed) list.append(...indices.map((index) => items[index]!));
    listed = control('order').value;
    shown.textContent = `${count} of ${photos.length} photos`;
  }

  document.getElementById('controls')!.addEventListener('input', update);
  update();
}
