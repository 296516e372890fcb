import type { TensorFile } from '../formats/tensor-file.ts';
import { brisqueLayout } from '../models/brisque/layout.ts';
import { faceDetectorLayout, faceLayers } from '../models/face-detector/layout.ts';
import { hyperIqaLayout } from '../models/hyperiqa/layout.ts';
import { pyiqaName } from '../models/hyperiqa/naming.ts';
import { widthsOf } from '../models/hyperiqa/widths.ts';
import type { TensorSpec } from '../models/tensor-spec.ts';

const modelNames = ['hyperiqa', 'face-detector', 'brisque'] as const;

export type ModelName = (typeof modelNames)[number];

export function isModelName(name: string | undefined): name is ModelName {
  return (modelNames as readonly (string | undefined)[]).includes(name);
}

/** A model as one kind of file holds it. */
export interface KnownModel {
  readonly model: ModelName;
  /** Whose names the file uses. */
  readonly naming: 'authors' | 'pyiqa' | 'caffe' | 'opencv';
  /** How the model's makers cut crops out of a photo; for HyperIQA. */
  readonly protocol?: 'demo' | 'uniform';
  readonly layout: readonly TensorSpec[];
  /** What the file calls a tensor of the layout. */
  nameInFile(name: string): string;
  /** For a running statistic of Caffe's: the tensor that holds the factor to divide it by. */
  divisorOf(name: string): string | undefined;
  /** Training's own state, which scoring has no use for. */
  isBookkeeping(nameInFile: string): boolean;
}

const countsBatches = (name: string) => name.endsWith('.num_batches_tracked');

/**
 * The models that can be converted. How wide and deep a HyperIQA is, the file's own shapes say; the format matters to
 * Caffe's: a converted file has its statistics divided.
 */
export function knownModels({ format, tensors }: TensorFile): readonly KnownModel[] {
  const hyperIqa = (nameInFile: (name: string) => string) =>
    hyperIqaLayout(widthsOf((name) => tensors.get(nameInFile(name))?.shape));
  const batchNorms = new Set(faceLayers.filter(({ kind }) => kind === 'batchNorm').map(({ name }) => name));
  return [
    {
      model: 'hyperiqa',
      naming: 'authors',
      protocol: 'demo',
      layout: hyperIqa((name) => name),
      nameInFile: (name) => name,
      divisorOf: () => undefined,
      isBookkeeping: countsBatches,
    },
    {
      model: 'hyperiqa',
      naming: 'pyiqa',
      protocol: 'uniform',
      layout: hyperIqa(pyiqaName),
      nameInFile: pyiqaName,
      divisorOf: () => undefined,
      isBookkeeping: countsBatches,
    },
    {
      model: 'face-detector',
      naming: 'caffe',
      layout: faceDetectorLayout(),
      nameInFile: (name) => name,
      divisorOf: (name) => {
        const layer = name.slice(0, name.lastIndexOf('.'));
        return format === 'caffemodel' && batchNorms.has(layer) ? `${layer}.2` : undefined;
      },
      isBookkeeping: () => false,
    },
    {
      model: 'brisque',
      naming: 'opencv',
      layout: brisqueLayout(),
      nameInFile: (name) => name,
      divisorOf: () => undefined,
      isBookkeeping: () => false,
    },
  ];
}
