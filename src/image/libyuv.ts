/**
 * The constants by which libyuv converts planes of luma and chroma to RGB (row_common.cc): in libavif, which Pillow uses, and in
 * browsers. A colour is the sum of what luma and two chroma differences add to it, in 1/64, rounded down and clipped to a byte.
 */

export interface Conversion {
  /** For luma: a factor in 1/65536 of 257 levels, and an offset in 1/64. */
  readonly light: { readonly factor: number; readonly offset: number };
  /** What a chroma difference adds to red, green and blue, in 1/64. */
  readonly blueToBlue: number;
  readonly blueToGreen: number;
  readonly redToGreen: number;
  readonly redToRed: number;
}

/** By range. In video range the first factor is clipped to a byte. */
export interface Matrix {
  readonly full: Conversion;
  readonly video: Conversion;
}

const fullLight = { factor: 16320, offset: 32 };
const videoLight = { factor: 18997, offset: -1160 };
const videoLight2020 = { factor: 19003, offset: -1160 };

export const bt601: Matrix = {
  full: { light: fullLight, blueToBlue: 113, blueToGreen: 22, redToGreen: 46, redToRed: 90 },
  video: { light: videoLight, blueToBlue: 128, blueToGreen: 25, redToGreen: 52, redToRed: 102 },
};
export const bt709: Matrix = {
  full: { light: fullLight, blueToBlue: 119, blueToGreen: 12, redToGreen: 30, redToRed: 101 },
  video: { light: videoLight, blueToBlue: 128, blueToGreen: 14, redToGreen: 34, redToRed: 115 },
};
export const bt2020: Matrix = {
  full: { light: fullLight, blueToBlue: 120, blueToGreen: 11, redToGreen: 37, redToRed: 94 },
  video: { light: videoLight2020, blueToBlue: 128, blueToGreen: 12, redToGreen: 42, redToRed: 107 },
};
