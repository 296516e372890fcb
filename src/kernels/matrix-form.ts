/** The form of products by a GPU's matrix units: its choice, and how a tile is divided among subgroups. */
import type { DeviceTraits, MatrixForm } from './kernel.ts';

/** A form as an adapter names it, in `GPUAdapterInfo.subgroupMatrixConfigs`. */
export interface MatrixConfig {
  readonly componentType: string;
  readonly resultComponentType: string;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

/** The matrices of a subgroup's share of a tile, vertically and horizontally. */
export interface Share {
  readonly down: number;
  readonly along: number;
}

/** As in lib/product-matrix.wgsl. */
export const matrixEdge = 64;
const step = 16;
const invocations = 128;

/**
 * How many matrices of this form each subgroup of `lanes` computes of a 64x64 tile; null where a workgroup's subgroups cannot
 * divide it evenly. A share has at least two rows of matrices, so that results pass through half a tile of workgroup memory.
 */
export function shareOf({ rows, columns, depth }: MatrixForm, lanes: number): Share | null {
  const shares = Math.floor(invocations / lanes);
  const rowShares = Math.min(2 ** Math.floor(Math.log2(shares) / 2), matrixEdge / rows / 2);
  const down = matrixEdge / rowShares / rows;
  const along = (matrixEdge * rowShares) / shares / columns;
  const isWhole = [shares, down, along, step / depth].every((count) => Number.isInteger(count) && count >= 1);
  return isWhole ? { down, along } : null;
}

/** The best form to multiply with: float16 operands are preferred to float32, then the largest that can divide a tile. */
export function bestForm(configs: readonly MatrixConfig[], subgroups: DeviceTraits['subgroups']): MatrixForm | null {
  if (subgroups === null) return null;
  const size = ({ rows, columns, depth }: MatrixForm) => rows * columns * depth;
  const forms = configs.flatMap(({ componentType, resultComponentType, M, N, K }): readonly MatrixForm[] => {
    if (resultComponentType !== 'f32' || (componentType !== 'f16' && componentType !== 'f32')) return [];
    const form = { operands: componentType, rows: M, columns: N, depth: K } as const;
    return shareOf(form, subgroups.max) === null ? [] : [form];
  });
  const [best] = forms.sort((a, b) => a.operands.localeCompare(b.operands) || size(b) - size(a));
  return best ?? null;
}

/** Why the adapter's matrix units cannot be used; null when they can. */
export function matrixRefusal({ matrixForm }: DeviceTraits): string | null {
  return matrixForm === null ? 'needs precision f16 and an adapter with subgroup matrices' : null;
}
