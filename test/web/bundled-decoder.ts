import { build, type OutputFile } from 'esbuild';

/** The browser's photo decoder as a module, and the files that it loads. */
export async function bundledDecoder(): Promise<readonly OutputFile[]> {
  const { outputFiles } = await build({
    entryPoints: ['src/browser/decode/decode.ts'],
    bundle: true,
    format: 'esm',
    outdir: 'out',
    write: false,
    loader: { '.wasm': 'binary', '.jpg': 'binary' },
    assetNames: '[name]',
  });
  return outputFiles;
}
