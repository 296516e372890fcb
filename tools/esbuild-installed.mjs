/** Whether esbuild is installed; it bundles dist/ and is a development dependency. */
export function isEsbuildInstalled() {
  try {
    import.meta.resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}
