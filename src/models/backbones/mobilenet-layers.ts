/** The layers of MobileNet v1. */

export const usualStem = 32;

/** The output channels and stride of each block. */
export const usualBlocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** Keras's default for all its networks. */
export const mobileNetEpsilon = 1e-3;
