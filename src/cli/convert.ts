import { Command, Option } from 'commander';
import { planConversion, writeConversion } from '../convert/convert.ts';
import { describeConversion } from '../convert/report.ts';
import type { StoredAs } from '../convert/values.ts';
import { openTensorFile } from '../formats/detect.ts';
import { writeFileWhole } from '../platform/file-sink.ts';
import { openFile } from '../platform/file-source.ts';
import { sha256Of } from '../platform/sha256.ts';

/** `convert IN OUT`: a file of weights into the form that the models read. */
export function convertCommand(): Command {
  return new Command('convert')
    .description('Convert a PyTorch checkpoint or a Caffe model (told by its content) to safetensors.')
    .argument('<in>', "HyperIQA's checkpoint (the authors' or pyiqa's) or the res10 face detector's caffemodel")
    .argument('<out>', 'the file to write, usually weights/NAME.safetensors')
    .addOption(
      new Option('--dtype <type>', 'store matrices and convolutions as f32 or f16')
        .choices(['f32', 'f16'])
        .default('f32'),
    )
    .action(async (input: string, output: string, { dtype }: { readonly dtype: StoredAs }) => {
      await convertFile(input, output, dtype, (line) => console.log(line));
    });
}

/**
 * Converts one file, telling `say` the report line by line. Throws FILE, FORMAT or WEIGHTS, and then leaves nothing
 * where `output` would be but what was there before.
 */
export async function convertFile(
  input: string,
  output: string,
  dtype: StoredAs,
  say: (line: string) => void,
): Promise<void> {
  const source = await openFile(input);
  try {
    const file = await openTensorFile(source);
    const conversion = planConversion(file, { dtype, sourceSha256: await sha256Of(source) });
    for (const line of describeConversion(conversion)) say(line);
    await writeFileWhole(output, (sink) => writeConversion(conversion, sink));
    say(`wrote ${output}`);
  } finally {
    await source.close();
  }
}
