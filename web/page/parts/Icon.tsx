/** Line drawings, 20 by 20. */
const paths = {
  photos: 'M3 4.5h14v11H3zM3 13l4-4 3.5 3.5L13 10l4 4M13 7.6v.01',
  folder: 'M2.5 15.5v-11h5l2 2h8v9z',
  camera: 'M2.5 6h3.5l1.5-2h5L14 6h3.5v9.5h-15zM10 13.2a2.8 2.8 0 1 0 0-5.6a2.8 2.8 0 0 0 0 5.6',
  save: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12.5 4l-6 6 6 6',
  compare: 'M3 4.5h6v11H3zM11 4.5h6v11h-6z',
  bin: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6',
  problem: 'M10 3l7.5 13.5h-15zM10 8v4M10 14v.01',
  tick: 'M4 10.5l4 4 8-9',
  filter: 'M3 4h14l-5.5 6.5V16l-3-1.5v-4z',
  up: 'M5.5 12l4.5-4.5 4.5 4.5',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  again: 'M15.5 10a5.5 5.5 0 1 1-1.7-4M15.5 3v3.5H12',
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
