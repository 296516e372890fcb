// node --import ./tools/soak/lose-device.mjs dist/cli.js ...: destroys the GPU device after the submits that LOSE_AT lists, such
// as 20,45, counted over the whole process. Run it in the root of the repository, so that it finds the package webgpu.
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
