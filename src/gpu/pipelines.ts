/**
 * Caches compute pipelines by shader code, constants and binding types, so that each is compiled once, and compiles all of them
 * concurrently. What failed to compile is not cached: the failure may be one of the driver's that a later attempt avoids.
 */
import { HyperIqaError, messageOf } from '../errors.ts';
import type { Dispatch, Shader } from '../kernels/kernel.ts';

/** A pipeline, and the layout of its bind groups. */
export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** A compiled shader module, and its pipelines by constants and binding types. */
interface Compiled {
  readonly module: Promise<GPUShaderModule>;
  readonly pipelines: Map<string, Promise<CompiledKernel>>;
}

export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  /** Keyed by the whole code, so that shaders of the same name but different code stay apart. */
  readonly #shaders = new Map<string, Compiled>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * Returns the pipeline of a dispatch, compiled at the first request.
   * @throws HyperIqaError SHADER with file, line and the line's text when the WGSL does not compile.
   */
  get({ shader, bindings, constants }: Dispatch): Promise<CompiledKernel> {
    const signature = bindings.map((binding) => (binding.kind === 'weights' ? 'r' : 'w')).join('');
    const { module, pipelines } = remember(this.#shaders, shader.code, () => {
      const compiling = compileModule(this.#device, shader);
      compiling.catch(() => this.#shaders.delete(shader.code));
      return { module: compiling, pipelines: new Map<string, Promise<CompiledKernel>>() };
    });
    const key = `${signature} ${JSON.stringify(constants)}`;
    return remember(pipelines, key, () => {
      const compiling = this.#compile(shader, module, constants, signature);
      compiling.catch(() => pipelines.delete(key));
      return compiling;
    });
  }

  async #compile(
    shader: Shader,
    compiling: Promise<GPUShaderModule>,
    constants: Dispatch['constants'],
    signature: string,
  ): Promise<CompiledKernel> {
    const module = await compiling;
    const layout = remember(this.#layouts, signature, () => this.#makeLayout(signature));
    try {
      const pipeline = await this.#device.createComputePipelineAsync({
        label: shader.name,
        layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: 'main', constants },
      });
      return { pipeline, layout };
    } catch (cause) {
      const message = messageOf(cause);
      throw new HyperIqaError('SHADER', `No pipeline can be created for the kernel ${shader.name}: ${message}`, {
        cause,
      });
    }
  }

  /** Binding 0 is the uniform buffer. In the signature 'r' stands for weights and 'w' for anything in the arena. */
  #makeLayout(signature: string): GPUBindGroupLayout {
    const storage = [...signature].map((letter, i) => ({
      binding: i + 1,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: letter === 'r' ? ('read-only-storage' as const) : ('storage' as const) },
    }));
    const uniform = { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' as const } };
    return this.#device.createBindGroupLayout({ entries: [uniform, ...storage] });
  }
}

function remember<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

async function compileModule(device: GPUDevice, shader: Shader): Promise<GPUShaderModule> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: shader.name, code: shader.code });
  const [error, info] = await Promise.all([device.popErrorScope(), module.getCompilationInfo()]);
  const first = info.messages.find((message) => message.type === 'error');
  if (first !== undefined) throw new HyperIqaError('SHADER', describe(shader, first));
  if (error !== null) throw new HyperIqaError('SHADER', `The kernel ${shader.name} does not compile: ${error.message}`);
  return module;
}

/** Formats a compiler message: file, line within that file, the line's text and a caret under the column. */
function describe(shader: Shader, message: GPUCompilationMessage): string {
  let line = message.lineNum;
  for (const part of shader.parts) {
    const lines = part.text.split('\n');
    if (line <= lines.length) {
      const mark = `${' '.repeat(Math.max(0, message.linePos - 1))}^`;
      return `shaders/${part.file}:${line}: ${message.message}\n  ${lines[line - 1]}\n  ${mark}`;
    }
    line -= lines.length;
  }
  return `shaders/${shader.name}: ${message.message}`;
}
