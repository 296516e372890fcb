/** What is known of an adapter: for people (the summary) and for kernels (the traits). */
import type { DeviceTraits } from '../kernels/kernel.ts';
import type { AdapterSummary } from './types.ts';

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

export function traitsOf(device: GPUDevice, adapter: GPUAdapter): DeviceTraits {
  const { subgroupMinSize, subgroupMaxSize } = adapter.info;
  const fixed = device.features.has('subgroups') && subgroupMinSize === subgroupMaxSize;
  return {
    kind: summarise(adapter).kind,
    subgroupSize: fixed ? subgroupMaxSize : null,
    storageBindingBytes: device.limits.maxStorageBufferBindingSize,
  };
}

const wantedFeatures = ['timestamp-query', 'subgroups'] as const;

const wantedLimits = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

/** A device with every feature and limit that some kernel can use and the adapter has. */
export function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: wantedFeatures.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
}
