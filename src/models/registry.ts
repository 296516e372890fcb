/** The list of all models, and the ways to find one. A model is a folder here and a line in this list. */
import type { TensorFile } from '../formats/tensor-file.ts';
import { brisque } from './brisque/model.ts';
import type { Checkpoint } from './checkpoint.ts';
import { cnnIqa } from './cnniqa/model.ts';
import { cnnIqaPlusModels } from './cnniqa-plus/model.ts';
import { dbCnn } from './db-cnn/model.ts';
import { deepBiq } from './deepbiq/model.ts';
import { diqa } from './diqa/model.ts';
import { eqFace } from './eqface/model.ts';
import { faceDetector } from './face-detector/model.ts';
import { faceLandmarks } from './face-landmarks/model.ts';
import { faceRecognisability } from './face-recognisability/model.ts';
import { faceQnet } from './faceqnet/model.ts';
import { fullReferenceModels } from './fidelity/model.ts';
import { graphIqa } from './graph-iqa/model.ts';
import { hyperIqa } from './hyperiqa/model.ts';
import { konCept512 } from './koncept512/model.ts';
import { koniqPlusPlus } from './koniq-plus-plus/model.ts';
import { linearityIqa } from './linearity-iqa/model.ts';
import { magFace } from './magface/model.ts';
import type { MetricModel } from './metric.ts';
import type { DetectorModel, LandmarkModel, Model } from './model.ts';
import { mtcnn } from './mtcnn/model.ts';
import { musiq } from './musiq/model.ts';
import { nimaModels } from './nima/model.ts';
import { photoJudge } from './photo-judge/model.ts';
import { rankIqa } from './rankiqa/model.ts';
import { sCnn } from './s-cnn/model.ts';
import { sddFiqa } from './sdd-fiqa/model.ts';
import { serFiq } from './ser-fiq/model.ts';
import { mdtVsfa, vsfa } from './vsfa/model.ts';
import { waDiqamFr, waDiqamNr } from './wadiqam/model.ts';

/** The first metric is what studies score with by default; the first detector and the first landmark network are the defaults. */
export const models: readonly Model[] = [
  hyperIqa,
  brisque,
  cnnIqa,
  ...cnnIqaPlusModels,
  sCnn,
  photoJudge,
  dbCnn,
  deepBiq,
  diqa,
  waDiqamNr,
  rankIqa,
  vsfa,
  mdtVsfa,
  ...nimaModels,
  konCept512,
  linearityIqa,
  koniqPlusPlus,
  graphIqa,
  musiq,
  ...fullReferenceModels,
  waDiqamFr,
  magFace,
  sddFiqa,
  eqFace,
  serFiq,
  faceQnet,
  faceRecognisability,
  faceDetector,
  mtcnn,
  faceLandmarks,
];

export const metricModels: readonly MetricModel[] = models.filter((model) => model.task === 'metric');
/** Scores a photo if no metric is named; it needs no download. */
export const defaultMetric: MetricModel = photoJudge;
/** Scores faces if no metric is named; general metrics do not measure the quality of a face (docs/STUDY.md). */
export const defaultFaceMetric: MetricModel = faceRecognisability;

export const detectorModels: readonly DetectorModel[] = models.filter((model) => model.task === 'detector');
export const landmarkModels: readonly LandmarkModel[] = models.filter((model) => model.task === 'landmarks');

export function findModel(name: string): Model | undefined {
  return models.find((model) => model.name === name || model.aliases.includes(name));
}

export function findMetric(name: string): MetricModel | undefined {
  return metricModels.find((model) => model.name === name || model.aliases.includes(name));
}

/** The description of untrained weights, on the scale of the model's first checkpoint. */
function syntheticCheckpoint(model: Model): Checkpoint {
  return {
    ...model.checkpoints[0],
    name: 'synthetic',
    label: 'synthetic',
    trainedOn: 'nothing',
    isClipped: false,
    caution: 'The weights are synthetic: the scores mean nothing.',
    licence: 'none',
    file: null,
    bytes: 0,
    source: { kind: 'none' },
  };
}

/**
 * The checkpoint of the model that a converted file holds, by its metadata: `checkpoint`, or `source_naming` in files of older
 * converters. A user's own training counts as one of the model's first checkpoint, with the file's own direction and range where
 * it states them.
 */
export function checkpointOf(model: Model, { metadata }: Pick<TensorFile, 'metadata'>): Checkpoint {
  // A formula has no file that could name it.
  if (model.namings.length === 0) return model.checkpoints[0];
  if (metadata.source_format === 'synthetic') return syntheticCheckpoint(model);
  const { checkpoint, source_naming: label } = metadata;
  const naming = model.namings.find(({ name }) => name === label);
  const known =
    model.checkpoints.find(({ name }) => name === checkpoint) ??
    model.checkpoints.find((candidate) => candidate.label === label) ??
    model.checkpoints.find(({ name }) => name === naming?.checkpoint);
  if (known !== undefined) return known;
  const [usual] = model.checkpoints;
  const ends = (metadata.range ?? '').split(' ').map(Number);
  return {
    ...usual,
    name: checkpoint ?? 'unknown',
    label: label ?? metadata.source_format ?? 'unknown',
    trainedOn: metadata.trained_on ?? 'unknown',
    better: metadata.better === 'lower' || metadata.better === 'higher' ? metadata.better : usual.better,
    range: ends.length === 2 && ends.every(Number.isFinite) ? [ends[0], ends[1]] : usual.range,
    isClipped: false,
    protocol: metadata.protocol ?? usual.protocol,
    caution: null,
  };
}
