/** Measures every distinct convolution of a network on every kernel that can run it. */

import type { Engine } from '../src/gpu/engine.ts';
import { ableKernels, layerKey } from '../src/gpu/kernel-choice.ts';
import type { Graph, Node } from '../src/graph/graph.ts';
import { cost } from '../src/graph/operators/index.ts';
import { type Program, timingInputs } from '../src/graph/program.ts';
import { optimise, type Precision } from '../src/graph/rewrite.ts';
import { loadKernels } from '../src/kernels/index.ts';
import { preferredKernel } from '../src/kernels/kernel-set.ts';
import { totalOf } from '../src/profile/layer-times.ts';
import { type KernelResult, type LayerKernels, nameOf } from './result.ts';
import { largestDifference, median } from './statistics.ts';

/** A kernel whose better of the first two timed runs takes this many times as long as the fastest's is not timed again. */
const hopeless = 4;

interface Candidate {
  readonly kernel: string;
  readonly program: Program;
  readonly result: Float32Array;
  readonly times: number[];
}

/** One node for each distinct convolution, with the number of times that it occurs in the network. */
function distinctConvolutions(
  graph: Graph,
  precision: Precision,
): readonly { readonly node: Node; readonly count: number }[] {
  const found = new Map<string, { node: Node; count: number }>();
  for (const node of optimise(graph, precision).nodes) {
    if (node.operator.kind !== 'conv2d') continue;
    const key = layerKey(node);
    found.set(key, { node: found.get(key)?.node ?? node, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

/** Times dispatches on the adapter; the kernels take turns, `runs` times each after a warm-up run. */
export async function measureKernels(
  engine: Engine,
  network: { readonly model: string; readonly batch: number; readonly graph: Graph },
  runs: number,
  say: (line: string) => void,
): Promise<readonly LayerKernels[]> {
  const { model, batch, graph } = network;
  const subject = { model, batch, precision: engine.precision };
  const results: LayerKernels[] = [];
  const layers = distinctConvolutions(graph, engine.precision);
  for (const [index, { node, count }] of layers.entries()) {
    say(`${nameOf(subject)}: convolution ${index + 1} of ${layers.length}, ${node.name}`);
    const alone: Graph = { inputs: node.inputs, nodes: [node], outputs: [node.output] };
    const inputs = timingInputs(alone.inputs);
    const candidates: Candidate[] = [];
    const able = ableKernels(await loadKernels(alone), node, engine.traits);
    const ruleOfThumb = preferredKernel(able, node, engine.traits).name;
    for (const { name } of able.kernels) {
      const program = await engine.compile(alone, { kernels: { conv2d: name } });
      const [result] = Object.values(await program.run(inputs));
      candidates.push({ kernel: name, program, result, times: [] });
    }
    for (let run = 0; run < runs; run++) {
      const bound = hopeless * Math.min(...candidates.flatMap(({ times }) => times));
      for (const { program, times } of candidates) {
        if (run > 1 && Math.min(...times) > bound) continue;
        times.push(totalOf(await program.profile(inputs)).milliseconds);
      }
    }
    for (const { program } of candidates) program.dispose();
    const { flops } = cost(
      node.operator,
      node.inputs.map((input) => input.shape),
      node.output.shape,
    );
    // This kernel supports every convolution, and only multiplies and adds in float32.
    const plainest = candidates.find(({ kernel }) => kernel === 'conv2d-direct') ?? candidates[0];
    const kernels = candidates.map(({ kernel, result, times }): KernelResult => {
      const medianMs = median(times);
      const difference = largestDifference(result, plainest.result);
      return { kernel, medianMs, gflops: flops / medianMs / 1e6, difference };
    });
    kernels.sort((a, b) => a.medianMs - b.medianMs);
    results.push({ ...subject, layer: describe(node), count, flops, kernels, ruleOfThumb });
  }
  return results;
}

/** Such as `layer1.0.conv2 3x3/1 64>64 [1,64,56,56]`: name, window and stride, channels, input. */
function describe(node: Node): string {
  const { operator } = node;
  if (operator.kind !== 'conv2d') return node.name;
  const [outputs, inputs, height, width] = operator.weight.shape;
  const marks = [
    `${height}x${width}/${operator.stride[0]}`,
    `${inputs}>${outputs}`,
    ...(operator.dilation[0] > 1 ? [`dilation ${operator.dilation[0]}`] : []),
    ...(node.inputs.length > 1 ? ['+residual'] : []),
  ];
  return `${node.name} ${marks.join(' ')} [${node.inputs[0].shape}]`;
}
