/** Describes a WebGPU adapter: a summary to show to people, and the traits that the choice of kernels depends on. */
import type { Precision } from '../graph/rewrite.ts';
import type { DeviceTraits } from '../kernels/kernel.ts';

export interface AdapterSummary {
  /** The device's name as the driver reports it, for display. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly driver: string;
  readonly kind: 'gpu' | 'software';
}

const softwareNames = /llvmpipe|lavapipe|swiftshader|software|basic render|warp/i;

export function summarise(adapter: GPUAdapter): AdapterSummary {
  const { vendor, architecture, device, description } = adapter.info;
  const software = adapter.info.isFallbackAdapter || softwareNames.test(`${architecture} ${device} ${description}`);
  return {
    name: device || architecture || vendor || 'unnamed adapter',
    vendor,
    architecture,
    driver: description,
    kind: software ? 'software' : 'gpu',
  };
}

export function traitsOf(device: GPUDevice, adapter: GPUAdapter, precision: Precision): DeviceTraits {
  const { kind } = summarise(adapter);
  const { subgroupMinSize, subgroupMaxSize } = adapter.info;
  return {
    kind,
    subgroups: device.features.has('subgroups') ? { min: subgroupMinSize, max: subgroupMaxSize } : null,
    storageBindingBytes: device.limits.maxStorageBufferBindingSize,
    halfWeights: kind === 'gpu' || precision === 'f16',
    shaderF16: device.features.has('shader-f16'),
  };
}

const wantedFeatures: Readonly<Record<Precision, readonly GPUFeatureName[]>> = {
  f32: ['timestamp-query', 'subgroups'],
  f16: ['timestamp-query', 'subgroups', 'shader-f16'],
};

const wantedLimits = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

/**
 * Requests a device with every optional feature and limit that some kernel can use at this precision, as far as the adapter
 * supports them.
 */
export function requestDevice(adapter: GPUAdapter, precision: Precision = 'f32'): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: wantedFeatures[precision].filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
}
