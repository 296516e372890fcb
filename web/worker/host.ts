/** Keeps a session open: opens it, reopens it when its device is lost, and changes its weights. */
import { webGpu } from '../../src/browser/gpu.ts';
import { HyperIqaError } from '../../src/errors.ts';
import { Renewable } from '../../src/gpu/renewable.ts';
import { findModel } from '../../src/models/registry.ts';
import type { Failure, FromWorker, Profile, WeightsInUse } from '../protocol.ts';
import { failureOf } from './failure.ts';
import { type Converted, forgetUserWeights, keepUserWeights } from './kept-weights.ts';
import { Models } from './models.ts';
import type { OpenModel } from './open-model.ts';
import { profileModel, usualGraph } from './profile.ts';
import { Session } from './session.ts';

const lossNews: Failure = {
  code: 'DEVICE_LOST',
  message: 'The browser lost the graphics adapter; the page opens it again.',
};

export class Host {
  readonly #send: (message: FromWorker) => void;
  #begin!: (models: Promise<Models>) => void;
  /** Pending until the page states where its folder is. */
  #models: Promise<Models> = new Promise((resolve) => {
    this.#begin = resolve;
  });
  readonly #sessions: Renewable<Session>;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
    // A failure is reported by the next request, if there is one.
    this.#models.catch(() => undefined);
    this.#sessions = new Renewable(async () => Session.open(await this.#models), {
      lost: () => send({ type: 'deviceLost', error: lossNews }),
      renewed: ({ engine }) => send({ type: 'recovered', adapter: engine.adapter }),
      failed: (reason) => send({ type: 'openFailed', error: failureOf(reason) }),
    });
  }

  async open(folder: string): Promise<void> {
    this.#models = this.#load(folder);
    this.#begin(this.#models);
    try {
      const { engine } = await this.#sessions.open();
      this.#send({ type: 'ready', adapter: engine.adapter, models: (await this.#models).infos() });
    } catch (error) {
      this.#send({ type: 'openFailed', error: failureOf(error) });
    }
  }

  /** Runs work that needs the GPU, as `Renewable.use`; it waits until the page states where its folder is. */
  async use<T>(work: (session: Session, models: Models) => Promise<T>): Promise<T> {
    const models = await this.#models;
    return this.#sessions.use((session) => work(session, models));
  }

  profile(model: Profile['model']): Promise<Profile> {
    return this.use((session, models) => profileModel(session.engine, models, model));
  }

  /** Measures kernels; the next session uses the fastest. No other work may run meanwhile. */
  async tune(model: Profile['model'], report: (done: number, total: number) => void): Promise<void> {
    await this.use(async ({ engine }, models) => {
      const { graph } = await usualGraph(models, model);
      await engine.tune(graph, (_, done, total) => report(done, total));
    });
    await this.#sessions.open();
  }

  /** Switches to other weights, and answers the page; no other work may run meanwhile. */
  async useConverted(id: number, models: readonly Converted[]): Promise<void> {
    await this.#answer(id, async () => {
      const used: string[] = [];
      const problems: string[] = [];
      for (const converted of models) {
        try {
          await this.#change(converted.weights.model, converted.weights);
        } catch (error) {
          if (models.length === 1) throw error;
          // The other models are used nevertheless.
          problems.push(failureOf(error).message);
          continue;
        }
        used.push(converted.weights.model);
        if (await keepUserWeights(converted)) continue;
        problems.push('The browser did not store the weights: they are used until the page is closed.');
      }
      return { used, problems };
    });
  }

  /** Returns to the weights of the page's folder, and answers the page; no other work may run meanwhile. */
  async useOwn(id: number, model: string): Promise<void> {
    await this.#answer(id, async () => {
      await this.#change(model, undefined);
      await forgetUserWeights(model);
      return { used: [], problems: [] };
    });
  }

  async #answer(id: number, work: () => Promise<Pick<WeightsInUse, 'used' | 'problems'>>): Promise<void> {
    try {
      const outcome = await work();
      this.#send({ type: 'weightsInUse', id, ...outcome, models: (await this.#models).infos() });
    } catch (error) {
      this.#send({ type: 'weightsFailed', id, error: failureOf(error) });
    }
  }

  /** @param own the user's weights; undefined for the page's. */
  async #change(name: string, own: OpenModel | undefined): Promise<void> {
    const model = findModel(name);
    if (model === undefined) throw new HyperIqaError('USAGE', `${name} is not a model that this page knows.`);
    const models = await this.#models;
    const before = models.ownOf(name);
    models.use(name, own);
    try {
      await this.use((session) => session.reopen(model));
    } catch (error) {
      models.use(name, before);
      throw error;
    }
  }

  async #load(folder: string): Promise<Models> {
    // Checked first, so that nothing is downloaded for a browser that cannot use it.
    webGpu();
    return Models.load(folder, (name, loaded, total) => this.#send({ type: 'loading', name, loaded, total }));
  }
}
