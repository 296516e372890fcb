/** The list of all models, and the ways to find one. A model is a folder here and a line in this list. */
import { brisque } from './brisque/model.ts';
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
import { isCalled } from './model-row.ts';
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
export const detectorModels: readonly DetectorModel[] = models.filter((model) => model.task === 'detector');
export const landmarkModels: readonly LandmarkModel[] = models.filter((model) => model.task === 'landmarks');

export function findModel(name: string): Model | undefined {
  return models.find((model) => isCalled(model, name));
}

export function findMetric(name: string): MetricModel | undefined {
  return metricModels.find((model) => isCalled(model, name));
}
