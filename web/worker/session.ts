/** The engine with the models that were opened on it: one session until the device is lost. */
import { choiceStorage } from '../../src/browser/choice-storage.ts';
import { webGpu } from '../../src/browser/gpu.ts';
import { HyperIqaError, messageOf } from '../../src/errors.ts';
import { Engine } from '../../src/gpu/engine.ts';
import { defaultLandmarks } from '../../src/models/defaults.ts';
import type { FaceDetector } from '../../src/models/detector.ts';
import type { FaceLandmarker } from '../../src/models/landmarks.ts';
import { loadCode } from '../../src/models/load-code.ts';
import type { Metric } from '../../src/models/metric.ts';
import type { DetectorModel, Model } from '../../src/models/model.ts';
import { openMetric } from '../../src/models/open-metric.ts';
import { findModel } from '../../src/models/registry.ts';
import type { Models } from './models.ts';

export class Session {
  readonly engine: Engine;
  readonly #models: Models;
  /** Opened at first use. */
  readonly #metrics = new Map<string, Promise<Metric>>();
  #faces: Promise<FaceDetector> | null = null;
  #landmarks: Promise<FaceLandmarker> | null = null;

  private constructor(engine: Engine, models: Models) {
    this.engine = engine;
    this.#models = models;
  }

  /** @throws HyperIqaError NO_ADAPTER where the browser offers no GPU. */
  static async open(models: Models): Promise<Session> {
    return new Session(await openEngine(webGpu()), models);
  }

  /** @throws HyperIqaError WEIGHTS where the page has no weights of it; DOWNLOAD; what opening a model throws. */
  metric(name: string): Promise<Metric> {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known;
    const opening = this.#openMetric(name);
    this.#metrics.set(name, opening);
    // A failure is reported to this call only; later calls try again.
    opening.catch(() => this.#metrics.delete(name));
    return opening;
  }

  /** The detector that `faces` opens. */
  get detector(): DetectorModel {
    return this.#models.detector();
  }

  /** @throws as `metric`. */
  faces(): Promise<FaceDetector> {
    if (this.#faces !== null) return this.#faces;
    const opening = this.#openDetector();
    this.#faces = opening;
    opening.catch(() => {
      this.#faces = null;
    });
    return opening;
  }

  /** @throws as `metric`. */
  landmarks(): Promise<FaceLandmarker> {
    if (this.#landmarks !== null) return this.#landmarks;
    const opening = this.#openLandmarker();
    this.#landmarks = opening;
    opening.catch(() => {
      this.#landmarks = null;
    });
    return opening;
  }

  /** Opens a model again with its current weights, or only closes it where there are none any more; it must be idle. */
  async reopen(model: Model): Promise<void> {
    switch (model.task) {
      case 'metric': {
        const before = this.#metrics.get(model.name);
        this.#metrics.delete(model.name);
        (await before)?.dispose();
        if (this.#models.has(model)) await this.metric(model.name);
        return;
      }
      case 'detector': {
        const before = this.#faces;
        this.#faces = null;
        (await before)?.dispose();
        if (this.#models.has(this.detector)) await this.faces();
        return;
      }
      case 'landmarks': {
        const before = this.#landmarks;
        this.#landmarks = null;
        (await before)?.dispose();
        if (this.#models.has(model)) await this.landmarks();
        return;
      }
    }
  }

  close(): void {
    this.engine.close();
  }

  async #openMetric(name: string): Promise<Metric> {
    const model = findModel(name);
    if (model?.task !== 'metric') throw new HyperIqaError('USAGE', `${name} is not a metric that this page knows.`);
    const { file } = await this.#models.open(model);
    return openMetric(this.engine, model, file);
  }

  async #openDetector(): Promise<FaceDetector> {
    const { detector } = this;
    const { file } = await this.#models.open(detector);
    return (await loadCode(detector)).open(this.engine, file);
  }

  async #openLandmarker(): Promise<FaceLandmarker> {
    const { file } = await this.#models.open(defaultLandmarks);
    return (await loadCode(defaultLandmarks)).open(this.engine, file);
  }
}

async function openEngine(gpu: GPU): Promise<Engine> {
  try {
    return await Engine.open(gpu, { choices: choiceStorage });
  } catch (cause) {
    if (cause instanceof HyperIqaError && cause.code !== 'NO_ADAPTER') throw cause;
    const detail = cause instanceof HyperIqaError ? '' : ` (${messageOf(cause)})`;
    throw new HyperIqaError(
      'NO_ADAPTER',
      `The browser has WebGPU but offers no graphics adapter${detail}: switch on hardware acceleration in its settings, ` +
        'update the graphics driver, or try another browser. On Linux, Chrome may need chrome://flags/#enable-unsafe-webgpu.',
      { cause },
    );
  }
}
