/** Options that several commands share. Values are checked when they are parsed, so that an error names its option. */
import { InvalidArgumentError, Option } from 'commander';
import { mostCrops } from '../image/protocols/protocol.ts';
import { defaultDetector } from '../models/defaults.ts';
import type { DetectorModel, Model } from '../models/model.ts';
import { detectorModels, findModel, metricModels, models } from '../models/registry.ts';
import type { DecodeOptions } from '../platform/decode.ts';

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^[-+]?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('Expected an integer.');
  return value;
}

export function positiveWholeNumber(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('Expected an integer of at least 1.');
  return value;
}

export function countFromZero(text: string): number {
  const value = wholeNumber(text);
  if (value < 0) throw new InvalidArgumentError('Expected an integer of at least 0.');
  return value;
}

export function cropCount(text: string): number {
  const value = positiveWholeNumber(text);
  if (value > mostCrops) throw new InvalidArgumentError(`Expected at most ${mostCrops} crops.`);
  return value;
}

export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** For every command that scores photos. */
export function protocolOption(): Option {
  const protocols = metricModels.flatMap((model) => model.protocols);
  const words = new Set([...protocols.map(({ name }) => name), ...protocols.flatMap(({ aliases }) => aliases)]);
  return new Option(
    '--protocol <name>',
    "how a photo is cut or resized (default: the checkpoint's own); the cards in docs/models describe each model's protocols",
  ).choices([...words]);
}

/** For every command that computes on an adapter. */
export function precisionOption(): Option {
  return new Option(
    '--precision <name>',
    'f16: half the memory for weights, slightly different scores; faster on most GPUs',
  )
    .choices(['f32', 'f16'])
    .default('f32');
}

/** `--weights`, which may be given several times. */
export function weightsOption(): Option {
  return new Option(
    '--weights <file>',
    'weights of a metric: a file, converted or original, detected from the content, or the name of an installed checkpoint; ' +
      'NAME=FILE with several metrics; or `synthetic` (default: the first that `models` lists and that is installed)',
  ).argParser((text: string, before: readonly string[] = []) => [...before, text]);
}

/** `--detector`, for every command that searches for faces. */
export function detectorOption(): Option {
  const names = detectorModels.map(({ name }) => name).join(', ');
  return new Option(
    '--detector <name>',
    `face detector: ${names} (default: the model of --face-weights, else ${defaultDetector.name})`,
  ).argParser((text: string): DetectorModel => {
    const model = findModel(text);
    if (model?.task === 'detector') return model;
    throw new InvalidArgumentError(`Expected one of ${names}.`);
  });
}

/** For every command that searches for faces. */
export function detectorTilesOption(): Option {
  return new Option('--detector-tiles', 'also search tiles of large photos: finds smaller faces, takes longer');
}

/** `--model`, which names any model of the registry. */
export function modelOption(): Option {
  const names = models.map(({ name }) => name).join(', ');
  return new Option('--model <name>', `the network: ${names}`).argParser((text: string): Model => {
    const model = findModel(text);
    if (model !== undefined) return model;
    throw new InvalidArgumentError(`Expected one of ${names}.`);
  });
}

/** For every command that scores photos. */
export function autoOrientOption(): Option {
  return new Option('--auto-orient', 'rotate photos according to EXIF before scoring (default: as stored)');
}

/** The options for decoding photos. */
export function decodingOf(options: { readonly maxMegapixels: number; readonly autoOrient?: true }): DecodeOptions {
  return { maxPixels: options.maxMegapixels * 1e6, autoOrient: options.autoOrient ?? false };
}

/** For every command that writes tables. */
export function rawCsvOption(): Option {
  return new Option(
    '--raw-csv',
    'do not put an apostrophe before cells that a spreadsheet would run as formulas (=..., +..., -..., @...)',
  );
}
