import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import { planConversionOf, writeConversion } from '../convert/convert.ts';
import type { NamedFile } from '../convert/parts.ts';
import { describeConversion } from '../convert/report.ts';
import type { StoredAs } from '../convert/values.ts';
import { HyperIqaError } from '../errors.ts';
import { openTensorFile } from '../formats/detect.ts';
import type { ByteSource } from '../formats/tensor-file.ts';
import { models } from '../models/registry.ts';
import { writeFileWhole } from '../platform/file-sink.ts';
import { openFile } from '../platform/file-source.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { isSameFile } from '../platform/same-file.ts';
import { sha256Of } from '../platform/sha256.ts';
import { tell } from './terminal.ts';

interface ConvertArguments {
  readonly dtype: StoredAs;
  readonly checkpoint?: string;
  readonly second?: string;
  readonly range?: string;
}

const titles = models
  .filter(({ namings }) => namings.length > 0)
  .map(({ title }) => title)
  .join(', ');

/** `convert FILE... OUT`: converts a model's weight file, or all of its files, to the form that the models read. */
export function convertCommand(): Command {
  return new Command('convert')
    .argument('<files...>', `the file, or all files of a model that is published in several, then the output file`)
    .usage('<file...> <out>')
    .addOption(
      new Option(
        '--dtype <type>',
        'store matrices and convolutions as f32 or f16; u8 keeps values that the original holds as bytes, and stores the ' +
          'rest as f32',
      )
        .choices(['f32', 'f16', 'u8'])
        .default('f32'),
    )
    .option(
      '--checkpoint <name>',
      'which checkpoint the file is, if its content does not tell; `weights list` names them',
    )
    .addOption(new Option('--second <file>', 'the older way to name a second file').hideHelp())
    .addOption(new Option('--range <file>', 'the oldest way to name a second file').hideHelp())
    .addHelpText('after', `\nThe files hold weights of ${titles}. The output file is usually weights/NAME.safetensors.`)
    .action(async (paths: readonly string[], { dtype, checkpoint, second, range }: ConvertArguments) => {
      const inputs = paths.slice(0, -1);
      const output = paths.at(-1)!;
      if (inputs.length === 0) {
        throw new HyperIqaError('USAGE', `${output}: name the output file as well: convert FILE... OUT.`);
      }
      await convertFiles([...inputs, second ?? range ?? []].flat(), output, dtype, tell, checkpoint);
    });
}

/** Converts a model in a single file; see `convertFiles`. */
export function convertFile(
  input: string,
  output: string,
  dtype: StoredAs,
  say: (line: string) => void,
): Promise<void> {
  return convertFiles([input], output, dtype, say);
}

/**
 * Converts the files of one model and passes the report to `say` line by line. If that fails, `output` is as it was before.
 * @param checkpoint see `ConvertOptions`.
 * @throws HyperIqaError USAGE, FILE, FORMAT, WEIGHTS.
 */
export async function convertFiles(
  inputs: readonly string[],
  output: string,
  dtype: StoredAs,
  say: (line: string) => void,
  checkpoint?: string,
): Promise<void> {
  for (const path of inputs) {
    if (await isSameFile(path, output)) throw replaces(output);
  }
  const sources: ByteSource[] = [];
  try {
    for (const path of inputs) sources.push(await openFile(path));
    const files: NamedFile[] = [];
    const digests = [];
    for (const source of sources) {
      const file = await openTensorFile(source);
      files.push({ name: source.name, file });
      digests.push(await sha256Of(source));
      for (const part of file.parts ?? []) {
        if (await isSameFile(part.name, output)) throw replaces(output);
        digests.push(await sha256Of(part));
      }
    }
    const conversion = await planConversionOf(files, { dtype, sourceSha256: digests.join(' '), checkpoint });
    for (const line of describeConversion(conversion)) say(line);
    await makeFolder(dirname(output));
    await writeFileWhole(output, (sink) => writeConversion(conversion, sink));
    say(`wrote ${output}`);
  } finally {
    for (const source of sources) await source.close();
  }
}

function replaces(output: string): HyperIqaError {
  return new HyperIqaError('USAGE', `${output}: the output would replace the input; give it another name.`);
}
