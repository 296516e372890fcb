/** Measures brightness, contrast, colourfulness and sharpness of a photo by formulas, without a model. */
import type { Photo } from './photo.ts';

export interface Indicators {
  /** Mean luma, 0..255. */
  readonly brightness: number;
  /** Standard deviation of luma (root-mean-square contrast: Peli, "Contrast in complex images", 1990), 0..127.5. */
  readonly contrast: number;
  /**
   * Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003): with rg = R - G and
   * yb = (R + G) / 2 - B, the length of their standard deviations plus 0.3 times the length of their means. 0 is grey,
   * 59 quite colourful, 109 extremely.
   */
  readonly colorfulness: number;
  /**
   * Variance of the Laplacian of luma (4 neighbours, without edge pixels): Pech-Pacheco et al., "Diatom autofocusing in
   * brightfield microscopy" (2000). Noise increases it, and enlarging a photo reduces it.
   */
  readonly sharpness: number;
}

export const indicatorNames = ['brightness', 'contrast', 'colorfulness', 'sharpness'] as const;

/** Mean and variance of the values added. */
class Moments {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  get variance(): number {
    return this.#count === 0 ? 0 : Math.max(this.#squares / this.#count - this.mean ** 2, 0);
  }
}

/** Indicators of the photo at its own size. Luma is ITU-R BT.601's, 0.299 R + 0.587 G + 0.114 B, not rounded. */
export function indicatorsOf({ width, height, data }: Photo): Indicators {
  const luma = new Float32Array(width * height);
  const [light, redGreen, yellowBlue, laplacian] = [new Moments(), new Moments(), new Moments(), new Moments()];
  for (let i = 0; i < luma.length; i++) {
    const [red, green, blue] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
    luma[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
    light.add(luma[i]!);
    redGreen.add(red - green);
    yellowBlue.add((red + green) / 2 - blue);
  }
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      laplacian.add(luma[i - width]! + luma[i - 1]! + luma[i + 1]! + luma[i + width]! - 4 * luma[i]!);
    }
  }
  return {
    brightness: light.mean,
    contrast: Math.sqrt(light.variance),
    colorfulness: Math.sqrt(redGreen.variance + yellowBlue.variance) + 0.3 * Math.hypot(redGreen.mean, yellowBlue.mean),
    sharpness: laplacian.variance,
  };
}
