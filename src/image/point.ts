/** In pixels of a photo: x to the right, y down, from the upper left corner. */
export type Point = readonly [number, number];
