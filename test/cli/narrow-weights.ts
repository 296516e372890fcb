import { writeSafetensors } from '../../src/formats/safetensors.ts';
import { hyperIqaLayout } from '../../src/models/hyperiqa/layout.ts';
import { syntheticWeights } from '../../src/models/hyperiqa/synthetic.ts';
import type { HyperIqaWidths } from '../../src/models/hyperiqa/widths.ts';
import { writeFileWhole } from '../../src/platform/file-sink.ts';

/** A HyperIQA that software adapters run in no time. */
const narrowWidths: HyperIqaWidths = {
  stem: 8,
  stages: [4, 4, 8, 8].map((width) => ({ blocks: 1, width })),
  heads: [
    { reducedTo: 4, outputs: 14 },
    { reducedTo: 4, outputs: 14 },
    { reducedTo: 8, outputs: 14 },
    { reducedTo: undefined, outputs: 14 },
  ],
  hyper: [16, 16, 16],
  target: [56, 28, 14, 7, 7, 1],
};

/** Writes weights that nobody trained. */
export async function writeNarrowWeights(path: string): Promise<void> {
  const { tensors } = syntheticWeights(hyperIqaLayout(narrowWidths), 3);
  const metadata = { model: 'hyperiqa', protocol: 'demo', source_format: 'test' };
  await writeFileWhole(path, (sink) => writeSafetensors([...tensors.values()], metadata, sink));
}
