/** Keeps a session open: opens it, opens another when its device is lost, and changes its weights. */
import { HyperIqaError } from '../../src/errors.ts';
import type { FromWorker, Profile } from '../protocol.ts';
import { failureOf } from './failure.ts';
import { Models } from './models.ts';
import { profileModel, usualGraph } from './profile.ts';
import { openSession, type Session, webGpu } from './session.ts';
import { type Converted, forgetUserWeights, keepUserWeights } from './user-weights.ts';

/** After a loss browsers take a while until they give an adapter again: pauses between attempts, in milliseconds. */
const patience = [0, 500, 2000, 5000];

interface Opened {
  readonly models: Models;
  readonly session: Session;
}

export class Host {
  readonly #send: (message: FromWorker) => void;
  #begin!: (opened: Promise<Opened>) => void;
  /** Pending until the page says where its folder is. */
  #opened: Promise<Opened> = new Promise((resolve) => {
    this.#begin = resolve;
  });

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
    // A failure is told to whoever asks; nobody may.
    this.#opened.catch(() => undefined);
  }

  async open(folder: string): Promise<void> {
    this.#replace(this.#load(folder));
    try {
      const { session } = await this.#opened;
      this.#send({ type: 'ready', adapter: session.engine.adapter, models: session.infos });
    } catch (error) {
      this.#send({ type: 'openFailed', error: failureOf(error) });
    }
  }

  /**
   * Does work that needs the GPU; where the device is lost meanwhile, once more on a new one.
   * @throws what opening or the work itself throws.
   */
  async use<T>(work: (session: Session, models: Models) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const opened = await this.#opened;
      try {
        return await work(opened.session, opened.models);
      } catch (error) {
        if (!(error instanceof HyperIqaError) || error.code !== 'DEVICE_LOST') throw error;
        await this.#recover(opened, error);
        // Work that costs the device twice would cost it again.
        if (attempt > 0) throw error;
      }
    }
  }

  profile(model: Profile['model']): Promise<Profile> {
    return this.use((session, models) => profileModel(session.engine, models, model));
  }

  /** Measures kernels; the session that follows uses the fastest. No other work may go on meanwhile. */
  async tune(model: Profile['model'], report: (done: number, total: number) => void): Promise<void> {
    await this.use(async ({ engine }, models) => {
      const { graph } = await usualGraph(models, model);
      await engine.tune(graph, (_, done, total) => report(done, total));
    });
    const { models, session } = await this.#opened;
    session.engine.close();
    this.#replace(openAgain(models));
    await this.#opened;
  }

  /** Puts other weights in place; no other work may go on meanwhile. Answers the page. */
  async useConverted(id: number, converted: Converted): Promise<void> {
    const { weights } = converted;
    const report = [...converted.report];
    await this.#change(id, report, weights.model, async (models) => {
      models.use(weights);
      return async () => {
        if (await keepUserWeights(converted)) return;
        report.push('The browser did not take them into its storage: they are used until the page is closed.');
      };
    });
  }

  /** Back to the weights of the page's folder; no other work may go on meanwhile. Answers the page. */
  async useOwn(id: number, model: string): Promise<void> {
    await this.#change(id, [], model, async (models) => {
      await models.useOwn(model, (name, loaded, total) => this.#send({ type: 'loading', name, loaded, total }));
      return () => forgetUserWeights(model);
    });
  }

  /** @param change resolves to what is to be done once the new weights have proven themselves. */
  async #change(
    id: number,
    report: readonly string[],
    model: string,
    change: (models: Models) => Promise<() => Promise<void>>,
  ): Promise<void> {
    try {
      const { models, session } = await this.#opened;
      const before = models.get(model);
      const settle = await change(models);
      try {
        session.engine.close();
        this.#replace(openAgain(models));
        await this.#opened;
      } catch (error) {
        models.restore(model, before);
        this.#replace(openAgain(models));
        throw error;
      }
      await settle();
      const { infos } = (await this.#opened).session;
      this.#send({ type: 'weightsInUse', id, report, models: infos });
    } catch (error) {
      this.#send({ type: 'weightsFailed', id, error: failureOf(error) });
    }
  }

  async #load(folder: string): Promise<Opened> {
    // Nothing is fetched for a browser that could not use it.
    webGpu();
    const models = await Models.load(folder, (name, loaded, total) =>
      this.#send({ type: 'loading', name, loaded, total }),
    );
    return { models, session: await openSession(models) };
  }

  async #recover({ models, session }: Opened, loss: HyperIqaError): Promise<void> {
    this.#send({ type: 'deviceLost', error: failureOf(loss) });
    session.engine.close();
    this.#replace(openAgain(models));
    try {
      const { adapter } = (await this.#opened).session.engine;
      this.#send({ type: 'recovered', adapter });
    } catch (error) {
      this.#send({ type: 'openFailed', error: failureOf(error) });
      throw error;
    }
  }

  #replace(opened: Promise<Opened>): void {
    this.#opened = opened;
    this.#begin(opened);
    opened.catch(() => undefined);
  }
}

/** Goes on trying for a while. */
async function openAgain(models: Models, attempt = 0): Promise<Opened> {
  await new Promise((resolve) => setTimeout(resolve, patience[attempt]));
  try {
    return { models, session: await openSession(models) };
  } catch (error) {
    const mayPass = error instanceof HyperIqaError && error.code === 'NO_ADAPTER';
    if (mayPass && attempt + 1 < patience.length) return openAgain(models, attempt + 1);
    throw error;
  }
}
