// node --import ./tools/soak/lose-device.mjs dist/cli.js ...: destroys the GPU device at the submits that LOSE_AT names,
// counted over the whole process, as 20,45. Run in the root of the repository, where webgpu is found.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.cwd()}/`);
const { globals } = await import(pathToFileURL(require.resolve('webgpu')).href);
const places = new Set(process.env.LOSE_AT.split(',').map(Number));
const devices = new WeakMap();
const { createCommandEncoder } = globals.GPUDevice.prototype;
const { submit } = globals.GPUQueue.prototype;
let submits = 0;

globals.GPUDevice.prototype.createCommandEncoder = function (...args) {
  devices.set(this.queue, this);
  return createCommandEncoder.apply(this, args);
};

globals.GPUQueue.prototype.submit = function (...args) {
  const result = submit.apply(this, args);
  if (places.has(++submits)) devices.get(this)?.destroy();
  return result;
};
