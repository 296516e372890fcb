/** Threads that all run one script, each with one task at a time. */
import { parentPort, Worker } from 'node:worker_threads';

export interface ThreadPoolOptions {
  readonly script: string;
  /** At most; they start one by one, when none is idle. */
  readonly threads: number;
}

/** @typeParam Answer never null, which means that no thread could do the task. */
export class ThreadPool<Task, Answer> {
  readonly #options: ThreadPoolOptions;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((thread: Worker | null) => void)[] = [];
  #started = 0;
  #isBroken = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /**
   * Gives the task to a thread, when one is free.
   * @param task is copied.
   * @returns null if a thread did not start, or died: the pool then takes no more tasks.
   */
  async ask(task: Task): Promise<Answer | null> {
    const thread = await this.#take();
    return thread === null ? null : this.#askThread(thread, task);
  }

  /** Ends all idle threads. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }

  async #take(): Promise<Worker | null> {
    if (this.#isBroken) return null;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const { threads, script } = this.#options;
    if (this.#started === threads) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#started++;
    return new Worker(script);
  }

  #askThread(thread: Worker, task: Task): Promise<Answer | null> {
    return new Promise((resolve) => {
      const answered = (answer: Answer) => {
        thread.off('error', died).off('exit', died);
        // The process may end while the thread is idle.
        thread.unref();
        const next = this.#waiting.shift();
        if (next === undefined) this.#idle.push(thread);
        else next(thread);
        resolve(answer);
      };
      const died = () => {
        thread.off('message', answered);
        this.#isBroken = true;
        for (const next of this.#waiting.splice(0)) next(null);
        resolve(null);
      };
      thread.once('message', answered).once('error', died).once('exit', died);
      thread.ref();
      thread.postMessage(task);
    });
  }
}

/** The script's side: answers every task. `work` also returns the buffers that are moved to the main thread, not copied. */
export function answerTasks<Task, Answer>(
  work: (task: Task) => Promise<readonly [Answer, readonly ArrayBuffer[]]>,
): void {
  parentPort?.on('message', async (task: Task) => {
    const [answer, buffers] = await work(task);
    parentPort?.postMessage(answer, buffers);
  });
}
