/** The names of DIQA's tensors in Keras's files. */
import type { FileDescription, FileHead, Naming } from '../naming.ts';
import { type Plan, planKey } from './plans.ts';

const inKeras: Readonly<Record<string, string>> = { weight: 'kernel', bias: 'bias' };

/**
 * The naming of a plan's files. Keras numbers the linear layers, so they are identified by their kind, in the file's order; its
 * subclassed models prefix layer names with their own.
 */
export function namingOf(plan: Plan, lastConvolution: string): Naming {
  const nameInFile = (tensor: string): string => {
    const [, kind, number, part] = /^(conv|dense)\.?(\d)\.(\w+)$/.exec(tensor)!;
    const place = Number(number);
    const convolution = place === 8 ? lastConvolution : `Conv${place}`;
    const dense = place === 0 ? 'dense' : `dense_${place}`;
    return `${kind === 'conv' ? convolution : dense}/${inKeras[part!]}`;
  };
  return {
    name: plan,
    checkpoint: `diqa-${plan}`,
    nameInFile,
    axesInFile: (tensor) => {
      if (!tensor.endsWith('.weight')) return undefined;
      return tensor.startsWith('dense.') ? [1, 0] : [3, 2, 0, 1];
    },
    // The map of errors, which is only used in training.
    ignored: /(^|\/)(Conv9|final)\/(kernel|bias)$/,
    describe: (file) => described(file, plan, nameInFile),
  };
}

function described({ tensors }: FileHead, plan: Plan, usual: (tensor: string) => string): FileDescription {
  const names = [...tensors.values()];
  const linear = names.filter(({ name, shape }) => shape.length === 2 && name.endsWith('/kernel'));
  return {
    facts: { [planKey]: plan },
    nameInFile: (tensor) => {
      const [, place, part] = /^dense\.(\d)\.(\w+)$/.exec(tensor) ?? [];
      const own = linear[Number(place)];
      if (own !== undefined) return own.name.replace(/kernel$/, inKeras[part!]!);
      const name = usual(tensor);
      return names.find((each) => each.name === name || each.name.endsWith(`/${name}`))?.name ?? name;
    },
  };
}
