/** SSD's prior boxes: fixed boxes, several per cell of six feature maps, which the network moves and classifies. */

export interface PriorSource {
  /** The name of the feature map, after which the layers that read it are named. */
  readonly name: string;
  /** Cells along each side. */
  readonly cells: number;
  /** Pixels of the 300x300 image between cells; fixed, not 300 / cells. */
  readonly step: number;
  /** In pixels: the side of the first prior; the second one's is sqrt(minSize * maxSize). */
  readonly minSize: number;
  readonly maxSize: number;
  /** Each adds two priors of minSize^2 pixels, a wide and a tall one. */
  readonly ratios: readonly number[];
}

/** In the order of deploy.prototxt's mbox_priorbox. */
export const priorSources: readonly PriorSource[] = [
  { name: 'conv4_3_norm', cells: 38, step: 8, minSize: 30, maxSize: 60, ratios: [2] },
  { name: 'fc7', cells: 19, step: 16, minSize: 60, maxSize: 111, ratios: [2, 3] },
  { name: 'conv6_2', cells: 10, step: 32, minSize: 111, maxSize: 162, ratios: [2, 3] },
  { name: 'conv7_2', cells: 5, step: 64, minSize: 162, maxSize: 213, ratios: [2, 3] },
  { name: 'conv8_2', cells: 3, step: 100, minSize: 213, maxSize: 264, ratios: [2] },
  { name: 'conv9_2', cells: 1, step: 300, minSize: 264, maxSize: 315, ratios: [2] },
];

const imageSide = 300;

/** Width and height in pixels of a cell's priors, in the order of the heads' channels. */
export function priorSizes({ minSize, maxSize, ratios }: PriorSource): readonly (readonly [number, number])[] {
  const between = Math.sqrt(minSize * maxSize);
  const elongated = ratios.flatMap((ratio): [number, number][] => {
    const [long, short] = [minSize * Math.sqrt(ratio), minSize / Math.sqrt(ratio)];
    return [
      [long, short],
      [short, long],
    ];
  });
  return [[minSize, minSize], [between, between], ...elongated];
}

function boxesOf(source: PriorSource): number[] {
  const sizes = priorSizes(source);
  const boxes: number[] = [];
  for (let y = 0; y < source.cells; y++) {
    for (let x = 0; x < source.cells; x++) {
      const [centreX, centreY] = [(x + 0.5) * source.step, (y + 0.5) * source.step];
      for (const [width, height] of sizes) {
        const corners = [centreX - width / 2, centreY - height / 2, centreX + width / 2, centreY + height / 2];
        boxes.push(...corners.map((pixels) => pixels / imageSide));
      }
    }
  }
  return boxes;
}

/** [8732,4]: x0, y0, x1, y1 relative to the image's sides; not clipped, so some lie partly outside 0..1. */
export const priorBoxes = Float32Array.from(priorSources.flatMap(boxesOf));

export const priorCount = priorBoxes.length / 4;
