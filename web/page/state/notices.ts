/** Messages above the list: what went wrong and what to do, or what has just been done. */
import { signal } from '@preact/signals';

export interface Notice {
  readonly id: number;
  readonly kind: 'problem' | 'news';
  readonly text: string;
  readonly action?: { readonly label: string; run(): void };
}

/** More would push the photos off the screen. */
const most = 3;
/** The time after which news without an action disappears, in milliseconds. */
const newsTime = 12_000;

export class Notices {
  readonly list = signal<readonly Notice[]>([]);
  #next = 1;

  /** A notice that is already shown is not repeated. News without an action disappears by itself. Returns its id. */
  show(notice: Omit<Notice, 'id'>): number {
    const others = this.list.value.filter(({ text }) => text !== notice.text);
    const id = this.#next++;
    this.list.value = [...others, { ...notice, id }].slice(-most);
    if (notice.kind === 'news' && notice.action === undefined) setTimeout(() => this.dismiss(id), newsTime);
    return id;
  }

  dismiss(id: number): void {
    this.list.value = this.list.value.filter((notice) => notice.id !== id);
  }
}
