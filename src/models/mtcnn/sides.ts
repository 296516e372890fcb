/** The sizes of what the networks see, in pixels. */

/** Places of a face in one tile of the first network's input, along each axis. */
export const tileCells = 48;
/** What one place sees, and how far the next one is. */
export const cellSide = 12;
export const cellStride = 2;
/** Of a tile: 106. */
export const tileSide = cellStride * (tileCells - 1) + cellSide;

export const refinedSide = 24;
export const decidedSide = 48;
export const patchSide = 24;
