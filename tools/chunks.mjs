// Builds bundles whose parts, what `import()` loads, are files of their own. esbuild makes a file of the modules that the same parts
// share, also where they have been loaded before any of these parts can be, which cuts an entry with many parts into many small files.
// Here a part imports what has been loaded before it in any case, so that those modules are shared by the same parts: all later ones.
import { isAbsolute, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

const namespace = 'part';

/** @param options esbuild's. */
export async function buildInChunks(options) {
  const { metafile } = await build({ ...options, metafile: true, write: false, minify: false, sourcemap: false });
  const plugin = importing(loadedBefore(metafile), options.absWorkingDir);
  return build({ ...options, splitting: true, plugins: [...options.plugins, plugin] });
}

/** @param before for every part, the files that it is to import; paths are relative to `root`. */
function importing(before, root) {
  return {
    name: 'parts import what was loaded before',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === namespace) return null;
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: namespace });
        return isAbsolute(found.path) ? { path: found.path, namespace } : found;
      });
      // A part may be imported for what it does alone.
      onResolve({ filter: /^part$/, namespace }, ({ importer }) => ({ path: importer, sideEffects: true }));
      onLoad({ filter: /./, namespace }, ({ path }) => {
        const files = before.get(relative(root, path).split(sep).join('/'));
        const imports = files.map((file, i) => `import * as before${i} from ${JSON.stringify(join(root, file))};\n`);
        return { contents: `${imports.join('')}export * from 'part';`, resolveDir: root };
      });
    },
  };
}

/** For every part, the files that have been loaded when it is, whoever loads it; without those that another of them imports. */
function loadedBefore({ inputs, outputs }) {
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  const loads = new Map(entries.map((entry) => [entry, loadedBy(entry, inputs)]));
  for (const { parts } of loads.values()) {
    for (const part of parts) if (!loads.has(part)) loads.set(part, loadedBy(part, inputs));
  }
  // Begins with all files of code, and removes those that an importer of the part does not have. Without those that entries and parts
  // begin with, which may be awaiting the part.
  const all = Object.keys(inputs).filter((file) => !loads.has(file) && !file.endsWith('.css'));
  const before = new Map([...loads.keys()].map((root) => [root, new Set(entries.includes(root) ? [] : all)]));
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const [root, { files, parts }] of loads) {
      const isLoaded = (file) => files.has(file) || before.get(root).has(file);
      for (const list of [...parts].map((part) => before.get(part))) {
        for (const file of list) if (!isLoaded(file)) isChanged = list.delete(file);
      }
    }
  }
  const firstOf = (files) => {
    const imported = new Set([...files].flatMap((file) => importsOf(file, inputs)));
    return [...files].filter((file) => !imported.has(file));
  };
  return new Map([...before].map(([part, files]) => [part, firstOf(files)]));
}

/** The files that are loaded with an entry or a part, and the parts that these load. */
function loadedBy(root, inputs) {
  const files = new Set([root]);
  for (const file of files) for (const path of importsOf(file, inputs)) files.add(path);
  const parts = new Set([...files].flatMap((file) => importsOf(file, inputs, true)));
  return { files, parts };
}

function importsOf(file, inputs, isDynamic = false) {
  const imports = inputs[file].imports.filter(({ external }) => !external);
  return imports.filter(({ kind }) => (kind === 'dynamic-import') === isDynamic).map(({ path }) => path);
}
