/**
 * pyiqa's HyperIQA (https://github.com/chaofengc/IQA-PyTorch, pyiqa/archs/hypernet_arch.py) is the same network with
 * the same shapes: a timm ResNet50 as `base_model`, the heads and the hypernetwork's layers in lists whose entries are
 * sequences with pooling and flattening in them.
 */
const rules: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^res\.lda(\d)_pool\.0\.(\w+)$/, (head, part) => `lda_modules.${Number(head) - 1}.0.${part}`],
  // Convolution, pooling, flattening, linear; the last head has no convolution.
  [/^res\.lda([123])_fc\.(\w+)$/, (head, part) => `lda_modules.${Number(head) - 1}.3.${part}`],
  [/^res\.lda4_fc\.(\w+)$/, (part) => `lda_modules.3.2.${part}`],
  [/^res\.(.+)$/, (rest) => `base_model.${rest}`],
  [/^fc(\d)w_conv\.(\w+)$/, (layer, part) => `fc_w_modules.${Number(layer) - 1}.${part}`],
  // Pooling, flattening, linear.
  [/^fc5w_fc\.(\w+)$/, (part) => `fc_w_modules.4.2.${part}`],
  [/^fc(\d)b_fc\.(\w+)$/, (layer, part) => `fc_b_modules.${Number(layer) - 1}.2.${part}`],
];

/** The name in pyiqa's checkpoint of a tensor that the authors call `name`. */
export function pyiqaName(name: string): string {
  for (const [pattern, rename] of rules) {
    const match = pattern.exec(name);
    if (match !== null) return rename(...match.slice(1));
  }
  return name;
}
