// Bundles the library, the command line and (on request) the tests into dist/. Shaders are embedded as text, so that
// a bundle needs no other files of the project; npm packages are not bundled.
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildInChunks } from './chunks.mjs';
import { recordBuild, sourcesDigest } from './current-build.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A digest of shaders and their host halves; stored measurements of kernels are valid while it is unchanged. */
async function kernelsVersion() {
  const digest = createHash('sha256');
  for (const folder of ['shaders', 'src/kernels']) {
    const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath ?? file.path, file.name));
    for (const path of paths.sort()) digest.update(await readFile(path));
  }
  return digest.digest('hex').slice(0, 16);
}

/**
 * Removes comments, which are a third of the shaders' text, and spaces at brackets, commas and operators. Not at `-`, `<`, `>` and
 * `/`, which could form another token with what follows. Line numbers stay the same, since error messages contain them.
 */
export const shadersWithoutComments = {
  name: 'shaders without comments',
  setup({ onLoad }) {
    onLoad({ filter: /\.wgsl$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const code = text.replace(/[ \t]*\/\/.*$/gm, '').replace(/^[ \t]+/gm, '');
      return { contents: code.replace(/ ?([,;:(){}[\]=+*&|!?%^]) ?/g, '$1'), loader: 'text' };
    });
  },
};

/** The assembler of WebAssembly, loaded at first use. */
let wabt;

/** Assembles WebAssembly text into a module's bytes. */
const webAssemblyText = {
  name: 'WebAssembly text',
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, async ({ path }) => {
      const { default: loadWabt } = await import('wabt');
      wabt ??= loadWabt();
      const module = (await wabt).parseWat(path, await readFile(path, 'utf8'), { simd: true });
      return { contents: module.toBinary({}).buffer, loader: 'binary' };
    });
  },
};

/**
 * mozjpeg's glue code names the file of WebAssembly that it would fetch. Ours is embedded, and webpack refuses a package that names a
 * file which is not there.
 */
const embeddedMozjpeg = {
  name: 'embedded mozjpeg',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mozjpeg_dec\.js$/ }, async ({ path }) => {
      const address = 'new URL("mozjpeg_dec.wasm",import.meta.url).href';
      const text = await readFile(path, 'utf8');
      if (!text.includes(address)) throw new Error(`${path} does not contain ${address}`);
      return { contents: text.replace(address, '""'), loader: 'js' };
    });
  },
};

/** esbuild's options for bundles that contain the engine; `entries` is {name: path from the root}. */
export async function engineBundle(entries) {
  return {
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, file]) => ({ out, in: file })),
    bundle: true,
    format: 'esm',
    loader: { '.wgsl': 'text', '.wasm': 'binary', '.jpg': 'binary' },
    define: { KERNELS_VERSION: JSON.stringify(await kernelsVersion()) },
    plugins: [webAssemblyText, embeddedMozjpeg],
    logLevel: 'warning',
  };
}

/** The same for Node, in dist/. */
async function nodeBundle(entries) {
  return {
    ...(await engineBundle(entries)),
    outdir: join(root, 'dist'),
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: true,
  };
}

/** Bundles entry points ({name: path from the root}) into `dist/<name>.js`. */
export async function bundle(entries, options = {}) {
  await build({ ...(await nodeBundle(entries)), ...options });
}

/** Bundles the library and the command line; `options` are esbuild's. */
export async function buildProduct(options = {}) {
  const digest = sourcesDigest();
  // Each command is a part that is loaded only when the command runs.
  const entries = {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    'decode-thread': 'src/node/decode-threads/thread.ts',
  };
  await buildInChunks({ ...(await nodeBundle(entries)), ...options });
  await chmod(join(root, 'dist', 'cli.js'), 0o755);
  await bundleBrowser(options);
  await recordBuild(digest);
}

/** Bundles the entry for browsers with its npm packages. Decoders, models and kernels are parts that are loaded at first use. */
async function bundleBrowser(options) {
  await rm(join(root, 'dist', 'browser'), { recursive: true, force: true });
  await buildInChunks({
    ...(await engineBundle({ browser: 'src/browser.ts' })),
    plugins: [webAssemblyText, embeddedMozjpeg, shadersWithoutComments],
    outdir: join(root, 'dist'),
    platform: 'browser',
    target: ['chrome120', 'firefox140', 'safari18'],
    minify: true,
    sourcemap: true,
    chunkNames: 'browser/[name]-[hash]',
    ...options,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProduct();
