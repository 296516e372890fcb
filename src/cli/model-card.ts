/** Writes a model's card for docs/models from its row of the registry, its `ModelCard` and its graph. */
import type { Checkpoint, CheckpointSource, PublishedFile } from '../models/checkpoint.ts';
import type { Model } from '../models/model.ts';
import type { ModelCard } from '../models/model-row.ts';
import type { ModelFigures } from './model-figures.ts';
import { countOf, purposeOf, scaleOf, sizeOf } from './model-words.ts';
import { trainingRows } from './models-table.ts';

/** Markdown that ends with a newline. */
export function modelCard(model: Model, { parity, limits }: ModelCard, figures: ModelFigures): string {
  const { title, about, paper } = model;
  const blocks = [
    `<!-- Made by \`npm run models -- --cards docs/models\`. -->`,
    `# ${title}`,
    about,
    paper.startsWith('as ') ? `Computed ${paper}.` : `Paper: ${paper}.`,
    usageOf(model),
    ...protocolsOf(model),
    ...trainingsOf(model),
    '## Cost',
    costOf(model, figures),
    '## Agreement with the original',
    `${parity} [PARITY.md](../PARITY.md) has the measured figures.`,
    '## Limits',
    limits,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The list of all cards, for docs/models/README.md. */
export function cardIndex(models: readonly Model[]): string {
  const rows = models.map((model) => `| [${model.title}](${model.name}.md) | ${purposeOf(model)} | ${model.about} |`);
  return `${[
    '<!-- Made by `npm run models -- --cards docs/models`. -->',
    '',
    '# Models',
    '',
    '| card | judges | |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '[METRICS.md](../METRICS.md) explains how to use them, and lists systems that are missing because they were never published.',
    '',
    '## Checkpoints',
    '',
    'A model is published with one or more checkpoints. The direction and the range of a score depend on the checkpoint.',
    '',
    ...trainingRows(),
  ].join('\n')}\n`;
}

function usageOf(model: Model): string {
  const { name } = model;
  const example = (rest: string) => `    npm run infer -- photo.jpg ${rest}`;
  if (model.task === 'detector') return `It finds faces:\n\n${example(`--detector ${name}`)}`;
  if (model.task === 'landmarks') return `It finds 68 landmarks of every face:\n\n${example('--landmarks')}`;
  if (model.judges === 'frames') return `It scores ${purposeOf(model)}, with \`--metric ${name}\`.`;
  const words = `It scores ${purposeOf(model)}:`;
  if (model.judges === 'photo-against-reference')
    return `${words}\n\n${example(`--reference original.jpg --metric ${name}`)}`;
  return `${words}\n\n${example(`${model.judges === 'face' ? '--face-metric' : '--metric'} ${name}`)}`;
}

const faceViews = {
  aligned: 'Faces found in a photo are aligned to 112x112 pixels.',
  chip: 'Faces found in a photo are aligned to 150x150 pixels.',
  box: 'For a face found in a photo, it sees the pixels of its box.',
} as const;

function protocolsOf(model: Model): readonly string[] {
  if (model.task !== 'metric') return [];
  const { protocols, faceView } = model;
  const face = faceView === undefined ? [] : [faceViews[faceView]];
  if (protocols.length === 0) return ['It sees the whole photo at its original size.', ...face];
  if (protocols.length === 1) return [[`It sees ${protocols[0].title}.`, ...face].join(' ')];
  const each = protocols.map(({ name, title }) => `- \`--protocol ${name}\`: ${title}`);
  return ['The checkpoint determines what it sees; an option overrides this:', each.join('\n'), ...face];
}

function trainingsOf(model: Model): readonly string[] {
  const [first, ...others] = model.checkpoints;
  if (first.source.kind === 'none') return ['## Scores', scaleOf(first)];
  if (others.length === 0) return ['## Training and weights', ...trainingOf(model, first)];
  const each = model.checkpoints.flatMap((checkpoint) => [
    `### \`${checkpoint.name}\``,
    ...trainingOf(model, checkpoint),
  ]);
  return ['## Checkpoints', 'By default, the first one whose file is installed is used.', ...each];
}

function trainingOf(model: Model, checkpoint: Checkpoint): readonly string[] {
  const { trainedOn, sawPhotosOf, protocol, caution, licence, source } = checkpoint;
  const isMetric = model.task === 'metric';
  const sentences = [
    `Trained on ${trainedOn}.`,
    ...(isMetric ? [scaleOf(checkpoint)] : []),
    ...(isMetric && model.protocols.length > 1 ? [`Its protocol is \`${protocol}\`.`] : []),
    ...(sawPhotosOf === null
      ? []
      : [`It was trained on photos of ${sawPhotosOf}, so a study on these overestimates its accuracy.`]),
    `Licence: ${licence}.`,
  ];
  return [sentences.join(' '), ...(caution === null ? [] : [caution]), ...weightsOf(checkpoint, source)];
}

function weightsOf({ name, file, bytes }: Checkpoint, source: CheckpointSource): readonly string[] {
  const converted = `\`weights/${file}\` (${sizeOf(bytes)})`;
  if (source.kind === 'committed') return [`The weights are part of the repository: ${converted}.`];
  if (source.kind === 'brought') {
    return [
      `A program cannot download the weights. Save them from <${source.page}> in a browser, then convert them:`,
      `    npm run convert -- FILE... weights/${file}`,
    ];
  }
  if (source.kind === 'unpublished') {
    return [
      `No weights are published. Train them with the code of <${source.page}>, then convert them:`,
      `    npm run convert -- FILE... weights/${file}`,
    ];
  }
  if (source.kind === 'none') return [];
  const files = source.files.map(
    (published) => `- [${published.name}](${published.url}), ${bytesOf(published)}; ${checksumOf(published)}`,
  );
  return [
    'The weights are downloaded from their publisher, verified and converted by',
    `    npm run weights -- get ${name}`,
    files.join('\n'),
    `They become ${converted}. The publisher's page is <${source.page}>.`,
  ];
}

function bytesOf({ size }: PublishedFile): string {
  return size.isExact ? `${size.bytes.toLocaleString('en-US')} bytes` : `about ${sizeOf(size.bytes)}`;
}

function checksumOf({ checksum }: PublishedFile): string {
  if (checksum.kind === 'sha256') return `sha256 \`${checksum.value}\``;
  if (checksum.kind === 'sha256-prefix') return `its sha256 begins with \`${checksum.value}\``;
  return 'no checksum is published, so the checksum of the first download is recorded, and later downloads must match it';
}

function costOf(model: Model, { parameters, multiplyAdds, inputs, usualBatch, unit }: ModelFigures): string {
  const input = inputs.map(({ name, shape }) => `\`${name}\` ${shape.join('x')}`).join(', ');
  const [owns, isWhole] = [parameters > 0, model.task === 'metric' && looksAtWhole(model)];
  const sentences = [
    ...(owns ? [`${countOf(parameters)} parameters, ${sizeOf(4 * parameters)} as float32.`] : []),
    `${countOf(multiplyAdds)} multiply-adds for ${inputs.length > 1 ? 'the inputs' : 'an input'} ${input}${isWhole ? '; proportional to the size of the photo' : ''}.`,
    ...(usualBatch > 1 ? [`Usually ${usualBatch} ${unit}s are computed at once.`] : []),
  ];
  return sentences.join(' ');
}

function looksAtWhole({ protocols }: Extract<Model, { readonly task: 'metric' }>): boolean {
  return protocols.every(({ isWhole, fixedFrame }) => isWhole && fixedFrame === null);
}
