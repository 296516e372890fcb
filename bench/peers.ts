/** Other runtimes to compare with: which are available, and what is missing to run them. */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageFile } from '../src/platform/package-root.ts';
import { unpackSwiftShader } from '../src/platform/swiftshader.ts';
import type { ChildSpec } from './child.ts';
import type { WorkerTask } from './messages.ts';

const folder = packageFile('bench/peers');

interface Peer {
  readonly name: string;
  readonly script: string;
  readonly task: object;
  /** What must exist, and the command that creates it; commands run in the package's folder. */
  readonly needs: readonly { readonly path: string; readonly command: string }[];
  /** Whether it runs the network's ONNX file instead of our graph. */
  readonly runsOnnx: boolean;
  /** Whether it is measured by default. */
  readonly isUsual: boolean;
}

const install = 'npm ci --ignore-scripts --prefix bench/peers';

function onnxruntime(provider: string): Peer {
  return {
    name: `onnxruntime-node 1.30 ${provider === 'cpu' ? 'CPU' : 'WebGPU'}`,
    script: join(folder, 'ort.mjs'),
    task: { provider },
    needs: [{ path: join(folder, 'node_modules', 'onnxruntime-node'), command: install }],
    runsOnnx: true,
    isUsual: true,
  };
}

const tensorflow: Peer = {
  name: 'tfjs-backend-webgpu 4.22',
  script: packageFile('dist/bench-tfjs.js'),
  task: {},
  needs: [{ path: join(folder, 'node_modules', '@tensorflow', 'tfjs-backend-webgpu'), command: install }],
  runsOnnx: false,
  // It executes layer by layer, and supports the operators of only a few networks.
  isUsual: false,
};

const peers: readonly Peer[] = [onnxruntime('webgpu'), onnxruntime('cpu'), tensorflow];

export interface FoundPeers {
  readonly specs: readonly ChildSpec[];
  readonly absent: readonly { readonly peer: string; readonly absent: string }[];
}

/** The network's ONNX file, or the reason why there is none. */
export type OnnxFile = { readonly path: string } | { readonly absent: string };

/**
 * The peers that can run the task's network.
 * @param task as for our own run.
 * @param wanted part of their names, in any case; true for the usual ones.
 */
export async function findPeers(task: WorkerTask, wanted: string | true, onnx: OnnxFile): Promise<FoundPeers> {
  const specs: ChildSpec[] = [];
  const absent: { peer: string; absent: string }[] = [];
  const env = task.adapter === 'swiftshader' ? await swiftShaderEnvironment() : {};
  for (const { name, script, task: own, needs, runsOnnx, isUsual } of peers) {
    if (wanted === true ? !isUsual : !name.toLowerCase().includes(wanted.toLowerCase())) continue;
    const missing: string[] = [];
    for (const { path, command } of needs) if (!(await exists(path))) missing.push(command);
    if (missing.length > 0) {
      absent.push({
        peer: name,
        absent: `What it needs is missing; in the package folder, run: ${missing.join('; ')}`,
      });
    } else if (runsOnnx && 'absent' in onnx) absent.push({ peer: name, absent: onnx.absent });
    else specs.push({ name, script, task: { ...task, ...own, ...('path' in onnx ? { onnx: onnx.path } : {}) }, env });
  }
  return { specs, absent };
}

/** Runtimes with a Dawn of their own cannot select an adapter by name, so the Vulkan loader offers them only this one. */
async function swiftShaderEnvironment(): Promise<Readonly<Record<string, string>>> {
  const swiftShader = await unpackSwiftShader();
  if (swiftShader === null) return {};
  const { manifest, loader } = swiftShader;
  return { VK_DRIVER_FILES: manifest, VK_ICD_FILENAMES: manifest, LD_LIBRARY_PATH: dirname(loader) };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
