/** WebGPU in Node: Dawn from the npm package webgpu, on the system's adapter, or otherwise on a bundled software adapter. */
import { constants } from 'node:os';
import { HyperIqaError } from '../errors.ts';
import { softwareGpuScript } from './command-text.ts';
import { withoutLimitWarnings } from './limit-warnings.ts';
import { unpackSwiftShader } from './swiftshader.ts';

export interface NodeGpu {
  readonly gpu: GPU;
  /** A message for users when a software adapter is used, with the way to a faster one; otherwise null. */
  readonly notice: string | null;
}

interface Dawn extends Pick<typeof import('webgpu'), 'create' | 'globals'> {
  /** Calls Dawn for the adapters, which it looks for in the first such call of a GPU object. */
  readonly look: <T>(call: () => T) => T;
}

/** The value of `adapter` that selects the bundled SwiftShader. */
const bundled = 'swiftshader';

/** dlopen's flag to keep a library loaded after dlclose (glibc and musl; not among Node's constants). */
const RTLD_NODELETE = 0x1000;

/** Deno only loads libraries by path, so there Dawn has to find out whether the system has a Vulkan loader. */
const loadsByName = !('deno' in process.versions);

/**
 * By the adapter that was requested. Dawn aborts the process when the object from create() is collected while one of its devices
 * is alive, and a GPU object cannot be closed, so each is kept, with about 3 MB of the driver's memory, and reused for the same
 * request. They do not keep the process alive.
 */
const opened = new Map<string, GPU>();

export interface NodeGpuOptions {
  /**
   * Part of an adapter's name (see `listAdapters`), in any case, or `swiftshader`. Default: the system's best adapter, or the
   * bundled SwiftShader where there is none.
   */
  readonly adapter?: string | undefined;
  /** Drop Dawn's warnings about limits from a terminal or a pipe. No other thread may be opening files (see `withoutLimitWarnings`). */
  readonly hideLimitWarnings?: true | undefined;
}

/**
 * A GPU object whose `requestAdapter()` returns the named adapter. Also defines WebGPU's constants (GPUBufferUsage and so on)
 * globally, as in a browser.
 * @throws HyperIqaError NO_ADAPTER when there is no such adapter, or none at all.
 */
export async function openNodeGpu(options: NodeGpuOptions = {}): Promise<NodeGpu> {
  const dawn = await loadDawn(options);
  Object.assign(globalThis, dawn.globals);
  const named = options.adapter?.toLowerCase();
  if (named === bundled) {
    const gpu = await openBundled(dawn);
    if (gpu === null) throw new HyperIqaError('NO_ADAPTER', `No ${bundled} adapter: ${missingBundled()}`);
    return describe(gpu);
  }
  if (named === undefined) {
    const gpu = (await openSystem(dawn)) ?? (await openBundled(dawn));
    if (gpu === null) throw new HyperIqaError('NO_ADAPTER', `No WebGPU adapter: ${remedy()}`);
    return describe(gpu);
  }
  const names = await systemAdapters(dawn);
  const name = names.find((candidate) => candidate.toLowerCase().includes(named));
  if (name === undefined) {
    const found = [...names, bundled].map((candidate) => `"${candidate}"`).join(', ');
    throw new HyperIqaError('NO_ADAPTER', `No adapter has "${options.adapter}" in its name; available are: ${found}.`);
  }
  const gpu = await openSystem(dawn, name);
  if (gpu === null) throw new HyperIqaError('NO_ADAPTER', `The adapter "${name}" cannot be opened. ${remedy()}`);
  return describe(gpu);
}

/** The names that `openNodeGpu` accepts: the system's adapters, and `swiftshader` where it is available. */
export async function listAdapters(
  options: Pick<NodeGpuOptions, 'hideLimitWarnings'> = {},
): Promise<readonly string[]> {
  const names = await systemAdapters(await loadDawn(options));
  return (await unpackSwiftShader()) === null ? names : [...names, bundled];
}

async function loadDawn({ hideLimitWarnings }: NodeGpuOptions): Promise<Dawn> {
  try {
    const { create, globals } = await import('webgpu');
    return { create, globals, look: hideLimitWarnings ? withoutLimitWarnings : (call) => call() };
  } catch (cause) {
    throw new HyperIqaError(
      'NO_ADAPTER',
      `WebGPU (npm package webgpu) does not load on ${process.platform} ${process.arch}: ${String(cause)}. ` +
        'It supports Linux with glibc, macOS and Windows, on x64 and arm64.',
      { cause },
    );
  }
}

/** @returns null when the system has no adapter (of exactly that name). */
async function openSystem(dawn: Dawn, name?: string): Promise<GPU | null> {
  // Otherwise Dawn would print a warning about the missing library.
  if (process.platform === 'linux' && loadsByName && !loadLibrary('libvulkan.so.1')) return null;
  return name === undefined ? open(dawn, 'system', []) : open(dawn, `system ${name}`, [`adapter=${name}`]);
}

async function openBundled(dawn: Dawn): Promise<GPU | null> {
  const swiftShader = await unpackSwiftShader();
  if (swiftShader === null) return null;
  // Dawn loads the loader by its bare name. LD_LIBRARY_PATH is only read when a process starts, but a library of that name that
  // is already loaded is found.
  if (!loadLibrary('libvulkan.so.1')) loadLibrary(swiftShader.loader);
  // The loader reads these variables (the first is the newer name of the second) while Dawn enumerates adapters.
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  process.env.VK_DRIVER_FILES = swiftShader.manifest;
  process.env.VK_ICD_FILENAMES = swiftShader.manifest;
  try {
    const gpu = await open(dawn, bundled, []);
    const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return adapter?.info.architecture === 'swiftshader' ? gpu : null;
  } finally {
    restore('VK_DRIVER_FILES', VK_DRIVER_FILES);
    restore('VK_ICD_FILENAMES', VK_ICD_FILENAMES);
  }
}

function restore(variable: string, value: string | undefined): void {
  if (value === undefined) delete process.env[variable];
  else process.env[variable] = value;
}

const dawnOptions = [
  // Timestamps are for measurements, for which Dawn's default resolution of 100 microseconds is too coarse.
  'disable-dawn-features=timestamp_quantization',
  // Experimental features may be requested: subgroup matrices. Nothing changes for devices that request none.
  'enable-dawn-features=allow_unsafe_apis',
];

async function open(dawn: Dawn, key: string, choice: readonly string[]): Promise<GPU | null> {
  const gpu = opened.get(key) ?? dawn.create([...choice, ...dawnOptions]);
  opened.set(key, gpu);
  const adapter = await dawn.look(() => gpu.requestAdapter({ powerPreference: 'high-performance' }));
  return adapter === null ? null : gpu;
}

/** Dawn lists its adapters only in the error for an unknown one. */
async function systemAdapters(dawn: Dawn): Promise<readonly string[]> {
  try {
    await openSystem(dawn, '?');
  } catch (error) {
    return [...String(error).matchAll(/name: '(.*)'$/gm)].map((match) => match[1] as string);
  }
  return [];
}

/** Loads a native library for the rest of the process's life. */
function loadLibrary(path: string): boolean {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    // The library was loaded but is not an addon: the messages of Node and Bun.
    return /Module did not self-register|not found in native module/.test(String(error));
  }
  return true;
}

async function describe(gpu: GPU): Promise<NodeGpu> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null || !adapter.info.isFallbackAdapter) return { gpu, notice: null };
  const faster =
    adapter.info.architecture === 'swiftshader'
      ? `${softwareGpuScript()} installs a software adapter several times faster, a GPU with its Vulkan driver is much faster`
      : 'a GPU with its Vulkan driver is much faster';
  const name = adapter.info.description || adapter.info.device;
  return { gpu, notice: `Computing on the CPU with a software adapter, ${name}: ${faster}.` };
}

function missingBundled(): string {
  if ('bun' in process.versions)
    return 'Bun cannot select it, as it keeps changes of the environment from libraries; use Node.';
  return process.platform === 'linux' && process.arch === 'x64'
    ? 'it comes with the optional package @sparticuz/chromium, which is not installed; run npm install without --omit=optional.'
    : `it is shipped for Linux on x64 only, this is ${process.platform} on ${process.arch}.`;
}

function remedy(): string {
  switch (process.platform) {
    case 'linux':
      return (
        `install your GPU's Vulkan driver, or the software adapter of Mesa by ${softwareGpuScript()} (Debian, Ubuntu). ` +
        `The software adapter SwiftShader needs neither; ${missingBundled()}`
      );
    case 'darwin':
      return 'WebGPU needs Metal: a Mac with macOS 11 or later, and not a virtual machine without a GPU.';
    case 'win32':
      return 'WebGPU needs Direct3D 12 or Vulkan: update the graphics driver.';
    default:
      return `this package knows no driver for ${process.platform}.`;
  }
}
