/** The content map page's script. */

/** The page's data, with the same indices as the circles of each map. */
export interface ExploreData {
  readonly names: readonly string[];
  readonly scores: readonly number[];
  /** Data URIs. */
  readonly thumbnails: readonly (string | null)[];
}

/**
 * Shows the photo of a point in all maps at once: the one under the pointer or, by arrow keys, the next one in that direction.
 * Embedded in the page as source text, so it must not refer to anything outside itself.
 */
export function exploreMaps(): void {
  const data: ExploreData = JSON.parse(document.getElementById('map-data')!.textContent!);
  const card = document.getElementById('map-card')!;
  const picture = card.querySelector('img')!;
  const name = card.querySelector('b')!;
  const score = card.querySelector('span')!;
  let chosen = -1;

  const maps = [...document.querySelectorAll<HTMLElement>('[data-map]')].map((frame) => {
    const svg = frame.querySelector('svg')!;
    const circles = [...svg.querySelectorAll<SVGCircleElement>('g.dot circle')];
    const points = circles.map((circle) => ({ x: circle.cx.baseVal.value, y: circle.cy.baseVal.value }));
    const ring = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    for (const [key, value] of [
      ['r', '8'],
      ['fill', 'none'],
      ['stroke', '#c04f00'],
      ['stroke-width', '3'],
    ]) {
      ring.setAttribute(key!, value!);
    }
    ring.style.display = 'none';
    svg.append(ring);
    return { frame, svg, points, ring };
  });
  type MapView = (typeof maps)[number];

  function choose(index: number, { svg, points }: MapView): void {
    chosen = index;
    for (const { ring, points: others } of maps) {
      ring.style.display = index < 0 ? 'none' : '';
      if (index < 0) continue;
      ring.setAttribute('cx', String(others[index]!.x));
      ring.setAttribute('cy', String(others[index]!.y));
    }
    card.hidden = index < 0;
    if (index < 0) return;
    const thumbnail = data.thumbnails[index];
    picture.hidden = thumbnail == null;
    if (thumbnail != null) picture.src = thumbnail;
    name.textContent = data.names[index]!;
    score.textContent = String(Number(data.scores[index]!.toPrecision(4)));
    const at = new DOMPoint(points[index]!.x, points[index]!.y).matrixTransform(svg.getScreenCTM()!);
    const { width, height } = card.getBoundingClientRect();
    const left = at.x + 16 + width > document.documentElement.clientWidth ? at.x - 16 - width : at.x + 16;
    card.style.left = `${Math.max(4, left)}px`;
    card.style.top = `${Math.max(4, Math.min(at.y - height / 2, document.documentElement.clientHeight - height - 4))}px`;
  }

  /** The point of least cost; -1 when all exceed the limit. */
  function cheapest(points: MapView['points'], cost: (x: number, y: number) => number, limit: number): number {
    let best = -1;
    let least = limit;
    points.forEach(({ x, y }, index) => {
      const here = cost(x, y);
      if (here < least) [best, least] = [index, here];
    });
    return best;
  }

  const directions: Record<string, readonly [number, number] | undefined> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };

  for (const map of maps) {
    const { frame, svg, points } = map;
    const follow = (event: PointerEvent) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()!.inverse());
      const reach = 14;
      choose(
        cheapest(points, (x, y) => Math.hypot(x - at.x, y - at.y), reach),
        map,
      );
    };
    frame.addEventListener('pointermove', follow);
    frame.addEventListener('pointerdown', follow);
    frame.addEventListener('pointerleave', () => choose(-1, map));
    frame.addEventListener('focus', () => choose(Math.max(chosen, 0), map));
    frame.addEventListener('blur', () => choose(-1, map));
    frame.addEventListener('keydown', (event) => {
      const direction = directions[event.key];
      if (event.key === 'Escape') choose(-1, map);
      if (direction === undefined) return;
      event.preventDefault();
      const from = points[Math.max(chosen, 0)]!;
      // Distance ahead counts once, sideways twice; points behind are excluded.
      const cost = (x: number, y: number) => {
        const ahead = (x - from.x) * direction[0] + (y - from.y) * direction[1];
        const aside = Math.abs((x - from.x) * direction[1]) + Math.abs((y - from.y) * direction[0]);
        return ahead > 0 ? ahead + 2 * aside : Infinity;
      };
      const next = cheapest(points, cost, Infinity);
      if (next >= 0) choose(next, map);
    });
  }
}
