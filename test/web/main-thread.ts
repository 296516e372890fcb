/** Longest tasks on the main threads of a browser's pages, according to the browser's own trace. */
import type { Browser, CDPSession } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Start of the event by the clock, in microseconds. */
  readonly ts: number;
  /** Duration by the clock, and in processor time, in microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

export interface LongestTask {
  /** Processor time in milliseconds, which does not depend on how busy the machine is otherwise. */
  readonly processor: number;
  /** Longest duration of a task by the clock, in milliseconds. */
  readonly clock: number;
}

export class TaskTrace {
  readonly #session: CDPSession;
  readonly #events: TraceEvent[] = [];

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Tracing.dataCollected', ({ value }) => this.#events.push(...(value as unknown as TraceEvent[])));
  }

  static async start(browser: Browser): Promise<TaskTrace> {
    const session = await browser.newBrowserCDPSession();
    const trace = new TaskTrace(session);
    const includedCategories = ['toplevel', 'devtools', '__metadata'];
    await session.send('Tracing.start', { traceConfig: { includedCategories } });
    return trace;
  }

  async end(): Promise<LongestTask> {
    const ended = new Promise((resolve) => this.#session.once('Tracing.tracingComplete', resolve));
    await this.#session.send('Tracing.end');
    await ended;
    await this.#session.detach();
    const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
    const main = this.#events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
    const threads = new Set(main.map(threadOf));
    const complete = this.#events.filter((event) => event.ph === 'X' && threads.has(threadOf(event)));
    // Playwright compiles a script of 300 KB in each page, which takes tens of milliseconds that no visitor has to wait.
    const commands = complete.filter(({ name }) => name === 'DevToolsSession::DispatchProtocolCommand');
    if (commands.length === 0) throw new Error("the trace does not show the driver's own commands");
    const isDrivers = (task: TraceEvent) =>
      commands.some((command) => threadOf(command) === threadOf(task) && within(command.ts, task));
    const tasks = complete.filter((event) => event.name.endsWith('RunTask') && !isDrivers(event));
    if (tasks.length === 0) throw new Error('the trace holds no task of a main thread');
    return {
      processor: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
      clock: Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000,
    };
  }
}

const within = (time: number, { ts, dur = 0 }: TraceEvent): boolean => time >= ts && time <= ts + dur;
