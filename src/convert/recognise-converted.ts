import type { TensorFile } from '../formats/tensor-file.ts';
import { layoutOf } from '../models/layout.ts';
import type { Naming } from '../models/naming.ts';
import { modelOfConverted } from './model-of-converted.ts';
import { fits, type Recognised } from './recognise.ts';

/** A file that `convert` wrote names its model, and has the model's own tensor names and order of axes; null for other files. */
export async function recogniseConverted(file: TensorFile): Promise<Recognised | null> {
  const { metadata } = file;
  const model = await modelOfConverted(file);
  const [usual] = model?.namings ?? [];
  if (model === undefined || usual === undefined) return null;
  const { checkpoint } = model.namings.find(({ name }) => name === metadata.source_naming) ?? usual;
  const nameInFile = (name: string) => name;
  const naming: Naming = { name: metadata.source_naming ?? usual.name, checkpoint, nameInFile };
  const code = await model.code();
  const layout = layoutOf(
    (weights) => code.request(weights),
    (name) => file.tensors.get(name)?.shape,
    metadata,
  );
  const fitting = layout.filter((spec) => fits(file, spec.name, spec, naming)).length;
  return {
    known: { model, naming, part: null, layout, nameInFile, description: { nameInFile, facts: metadata } },
    place: { model: model.name, part: null, prefix: '', fitting, total: layout.length },
    others: [],
  };
}
