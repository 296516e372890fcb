/** The `ModelCard` of each NIMA. */
import type { ModelCard } from '../model-row.ts';

const limits =
  'The photo is first reduced and, in most protocols, squashed or cropped to a square, so pixel-level defects are ' +
  'lost. The distribution reflects the raters of the data set; how much they disagree about a photo, `deviation`, ' +
  'hardly differs between photos.';

export const cards = {
  nima: {
    parity:
      "Compared with Keras's own MobileNet on seeded weights, with both protocols: tensors and probabilities agree " +
      "within 1e-4 of the largest magnitude, scores within 1e-4; the resize equals Pillow's bit for bit. The " +
      'published files were not available.',
    limits,
  },
  'nima-vgg16': {
    parity:
      "Compared with timm's VGG-16 on seeded weights, with a reimplementation of pyiqa's last layer: tensors and " +
      'probabilities agree within 1e-4 of the largest magnitude, scores within 1e-4; the resized crop agrees with ' +
      "torchvision's within 2e-6. The published file was not available.",
    limits,
  },
  'nima-inception': {
    parity:
      "Compared with timm's and Keras's Inception-ResNet-v2 on seeded weights, with the last layer of pyiqa and " +
      'titu1994: tensors and probabilities agree within 1e-4 of the largest magnitude, scores within 1e-4. The ' +
      'published files were not available.',
    limits,
  },
} as const satisfies Readonly<Record<string, ModelCard>>;
