/** What is shown: which part of the page, which photo, in which order. */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CropProtocol } from '../../../src/image/protocols/protocol.ts';
import { findMetric, metricModels } from '../../../src/models/registry.ts';
import type { ModelInfo, Result } from '../../protocol.ts';
import { type Filter, isFiltering, noFilter, passes, worstOf } from './filter.ts';
import { type PhotoEntry, resultOf } from './photo.ts';
import type { Session } from './session.ts';
import { metricsOf } from './settings.ts';
import { type Order, type SortKey, sorted } from './sorting.ts';

/** On a wide screen `list` and `photo` are the same: list and photo side by side. */
export const places = ['list', 'photo', 'compare', 'hood'] as const;
export type Place = (typeof places)[number];

const inOrderOfAdding: Order = { by: 'added', descending: false };
const metricNames = metricModels.map(({ name }) => name);

export class ViewState {
  readonly place = signal<Place>('list');
  readonly order = signal<Order>(inOrderOfAdding);
  readonly selectedId = signal<number | null>(null);
  /** Ids of photos that are ticked, in the order of ticking. */
  readonly tickedIds = signal<readonly number[]>([]);
  readonly filter = signal<Filter>(noFilter);
  readonly showFaces = signal(true);
  readonly showCrops = signal(false);
  /** The open modal dialog. */
  readonly dialog = signal<'models' | 'camera' | null>(null);
  /** The photos that pass the filter, in order. */
  readonly ordered: ReadonlySignal<readonly PhotoEntry[]>;
  /** The selected photo, or the first that was added. */
  readonly selected: ReadonlySignal<PhotoEntry | null>;
  /** The metrics with a column in the table: those chosen now, and those that scored some photo. */
  readonly metrics: ReadonlySignal<readonly string[]>;
  readonly ticked: ReadonlySignal<readonly PhotoEntry[]>;
  readonly #session: Session;
  /** Whether the list is the entry before the shown place's in the browser's history. */
  #cameFromList = false;

  constructor(session: Session) {
    this.#session = session;
    const shown = computed(() => {
      const filter = this.filter.value;
      const photos = session.photos.value;
      if (!isFiltering(filter)) return photos;
      const [metric] = metricsOf(session.settings.value);
      return photos.filter((photo) => passes(photo, filter, metric));
    });
    // Returns the same array while the order is unchanged, as for most scores, so that the table is not drawn again.
    let last: readonly PhotoEntry[] = [];
    this.ordered = computed(() => {
      const order = this.order.value;
      const isShown = order.by !== 'face' || session.settings.value.faces;
      const next = sorted(shown.value, isShown ? order : inOrderOfAdding);
      if (next.length !== last.length || next.some((photo, i) => photo !== last[i])) last = next;
      return last;
    });
    const columns = computed(() => columnsOf(session).join());
    this.metrics = computed(() => metricNames.filter((name) => columns.value.split(',').includes(name)));
    this.selected = computed(() => {
      const photos = this.ordered.value;
      return photos.find(({ id }) => id === this.selectedId.value) ?? shown.value.at(0) ?? null;
    });
    this.ticked = computed(() => {
      const byId = new Map(session.photos.value.map((photo) => [photo.id, photo]));
      return this.tickedIds.value.flatMap((id) => byId.get(id) ?? []);
    });
    // A filter that stayed would hide the photos of the next list.
    effect(() => {
      if (session.photos.value.length > 0) return;
      this.filter.value = noFilter;
      this.tickedIds.value = [];
    });
    const follow = () => {
      const place = places.find((place) => `#${place}` === location.hash) ?? 'list';
      if (place !== this.place.value) this.#cameFromList = false;
      this.place.value = place;
    };
    addEventListener('hashchange', follow);
    follow();
  }

  /** Adds an entry to the browser's history, or returns to the list's if that is the one before. */
  go(place: Place): void {
    const before = this.place.value;
    if (before === place) return;
    const returns = place === 'list' && this.#cameFromList;
    this.place.value = place;
    this.#cameFromList = before === 'list';
    if (returns) history.back();
    else location.hash = place === 'list' ? '' : place;
  }

  openDialog(dialog: 'models' | 'camera'): void {
    this.dialog.value = dialog;
  }

  closeDialog(): void {
    this.dialog.value = null;
    this.#session.clip.value = null;
  }

  toggleTicked(id: number): void {
    const ids = this.ticked.value.map((photo) => photo.id);
    this.tickedIds.value = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
  }

  /** Ticks exactly those of the shown photos whose score by the first metric is worst. */
  tickWorst(many: number): void {
    const [metric] = metricsOf(this.#session.settings.value);
    const better = modelOf(this.#session, metric)?.checkpoint.better ?? 'higher';
    this.tickedIds.value = worstOf(this.ordered.value, many, metric, better).map(({ id }) => id);
  }

  untick(): void {
    this.tickedIds.value = [];
  }

  swapCompared(): void {
    this.tickedIds.value = [...this.tickedIds.value].reverse();
  }

  /**
   * Numbers are sorted from high to low first, words from A to Z; choosing the same column again reverses the order, and a third
   * time restores the order in which photos were added.
   */
  sortBy(by: Exclude<SortKey, 'added'>): void {
    const before = this.order.value;
    const descending = by !== 'name';
    if (before.by !== by) this.order.value = { by, descending };
    else if (before.descending === descending) this.order.value = { by, descending: !descending };
    else this.order.value = inOrderOfAdding;
  }
}

/** A photo's result as it is shown: without faces while they are switched off. */
export function shownResult(session: Session, photo: PhotoEntry): Result | null {
  const result = resultOf(photo);
  return result === null || session.settings.value.faces ? result : { ...result, faces: [] };
}

function columnsOf(session: Session): readonly string[] {
  const asked = metricsOf(session.settings.value);
  const scored = (name: string) => session.photos.value.some((photo) => resultOf(photo)?.scores[name] !== undefined);
  return metricNames.filter((name) => asked.includes(name) || scored(name));
}

/** How a model's crops are cut, with the weights in use; null for models without crops. */
export function protocolOf(info: ModelInfo | null): CropProtocol | null {
  const model = info === null ? undefined : findMetric(info.model);
  return model?.protocols.find(({ name }) => name === info?.protocol) ?? null;
}

/** The model behind this metric. */
export function modelOf(session: Session, metric: ModelInfo['model']): ModelInfo | null {
  return session.models.value.find(({ model }) => model === metric) ?? null;
}
