/**
 * Why this version of Node cannot run the program; null when it can.
 * @param version such as `20.19.0`.
 * @param range as in package.json's engines: `>=20.19`.
 */
export function refusalOfNode(version: string, range: string): string | null {
  const floor = range.replace('>=', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [floorMajor = 0, floorMinor = 0] = floor.split('.').map(Number);
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) return null;
  return `hyperiqa needs Node ${floor} or later, and this is Node ${version}. Install a newer one: https://nodejs.org/`;
}
