/** The sizes of the networks' inputs, in pixels. */

/** The number of candidate positions in a tile of the first network's input, along each axis. */
export const tileCells = 48;
/** The window of a position, and the distance to the next one. */
export const cellSide = 12;
export const cellStride = 2;
/** The side of a tile: 106. */
export const tileSide = cellStride * (tileCells - 1) + cellSide;

export const refinedSide = 24;
export const decidedSide = 48;
export const patchSide = 24;
