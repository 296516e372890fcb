/** Collects and shows the profile of `infer --profile`. */
import type { Engine } from '../gpu/engine.ts';
import type { Compiler } from '../graph/program.ts';
import { layerTable } from '../profile/layer-table.ts';
import { medianSteps } from '../profile/layer-times.ts';
import { PeakMeter } from '../profile/peak.ts';
import { profilingCompiler } from '../profile/profiling-compiler.ts';
import { type ProfiledRun, traceJson } from '../profile/trace.ts';
import { writeTextFile } from './text-file.ts';

export interface SessionProfile {
  /** A compiler on the engine whose programs are timed. */
  compilerOn(engine: Engine): Compiler;
  /** Prints a table for each program, with the median time of each dispatch over its runs. Measures the adapter's peak. */
  tables(say: (line: string) => void): Promise<void>;
  /** Writes every run of every program to a file for chrome://tracing and Perfetto. */
  writeTrace(file: string, adapter: string): Promise<void>;
}

export function openProfile(gpu: GPU): SessionProfile {
  const runs: ProfiledRun[] = [];
  return {
    compilerOn: (engine) => profilingCompiler(engine, (run) => runs.push(run)),
    async tables(say) {
      const meter = await PeakMeter.open(gpu);
      const peak = await meter.measure();
      meter.close();
      for (const title of new Set(runs.map((run) => run.title))) {
        const same = runs.filter((run) => run.title === title).map((run) => run.steps);
        const heading = same.length === 1 ? title : `${title}, ${same.length} runs`;
        for (const line of layerTable(heading, medianSteps(same), peak)) say(line);
        say('');
      }
    },
    writeTrace: (file, adapter) => writeTextFile(file, traceJson(adapter, runs)),
  };
}
