/** Describes a WebGPU adapter: a summary to show to people, and the traits that the choice of kernels depends on. */
import type { Precision } from '../graph/rewrite.ts';
import type { DeviceTraits } from '../kernels/kernel.ts';
import { bestForm, type MatrixConfig } from '../kernels/matrix-form.ts';

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
  const subgroups = device.features.has('subgroups') ? subgroupsOf(adapter.info) : null;
  return {
    kind,
    subgroups,
    storageBindingBytes: device.limits.maxStorageBufferBindingSize,
    bindingAlignment: device.limits.minStorageBufferOffsetAlignment,
    halfWeights: kind === 'gpu' || precision === 'f16',
    shaderF16: device.features.has('shader-f16'),
    matrixForm: device.features.has(subgroupMatrix) ? bestForm(matrixConfigs(adapter), subgroups) : null,
  };
}

/**
 * Metal does not tell the size of subgroups before a pipeline is compiled, so that Dawn reports 4 to 64 for it. All GPUs of Apple's
 * have 32.
 */
function subgroupsOf({ vendor, subgroupMinSize: min, subgroupMaxSize: max }: GPUAdapterInfo) {
  return vendor === 'apple' && min <= 32 && max >= 32 ? { min: 32, max: 32 } : { min, max };
}

/** Experimental, so that types and most browsers do not know it. */
const subgroupMatrix = 'chromium-experimental-subgroup-matrix' as GPUFeatureName;

function matrixConfigs({ info }: GPUAdapter): readonly MatrixConfig[] {
  return [...((info as { readonly subgroupMatrixConfigs?: readonly MatrixConfig[] }).subgroupMatrixConfigs ?? [])];
}

const wantedFeatures: Readonly<Record<Precision, readonly GPUFeatureName[]>> = {
  f32: ['timestamp-query', 'subgroups'],
  f16: ['timestamp-query', 'subgroups', 'shader-f16', subgroupMatrix],
};

const wantedLimits = ['maxBufferSize', 'maxStorageBufferBindingSize', 'minStorageBufferOffsetAlignment'] as const;

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
