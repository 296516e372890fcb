/**
 * The part of OpenCV's FileStorage (YAML 1.0) that cv2.ml.SVM and cv2.Mat are written in: nested mappings by
 * indentation, lists in brackets, matrices tagged !!opencv-matrix, and of numbers and words nothing else.
 */
import { HyperIqaError } from '../errors.ts';
import { elementCount } from './element-count.ts';
import type { ByteSource, StoredTensor, TensorFile } from './tensor-file.ts';

const firstLine = '%YAML:1.0';

/** Far above the published files (0.6 MB); bounds what is read at once. */
const largestFile = 64 * 2 ** 20;

export function looksLikeOpencvYaml(head: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(head.subarray(0, firstLine.length)) === firstLine;
}

/**
 * A regression (`opencv_ml_svm`: EPS_SVR with kernel RBF) as tensors support_vectors [S,V], alpha [S], rho [1] and
 * gamma [1]; every matrix under its own name, [rows,cols]. All float32. Throws FORMAT naming what is wrong.
 */
export async function openOpencvYaml(source: ByteSource): Promise<TensorFile> {
  const reader = new Reader(source.name);
  if (source.size > largestFile) reader.fail(`${source.size} bytes are more than the ${largestFile} that are read`);
  const text = new TextDecoder('latin1').decode(await source.read(0, source.size));
  const tensors = text.includes('\nopencv_ml_svm:') ? reader.regression(text) : reader.matrices(text);
  return { format: 'opencv-yaml', metadata: {}, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

/** Finds values by name; every name stands once in these files. */
class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  regression(text: string): readonly StoredTensor[] {
    for (const [name, wanted] of [
      ['svmType', 'EPS_SVR'],
      ['kernel', 'RBF'],
    ] as const) {
      const pattern = name === 'kernel' ? /\n +kernel:\s+type: *(\S+)/ : new RegExp(`\\n +${name}: *(\\S+)`);
      const found = pattern.exec(text)?.[1];
      if (found !== wanted) this.fail(`its ${name} is ${found ?? 'missing'}, not ${wanted}`);
    }
    const variables = this.#count(text, 'var_count');
    const total = this.#count(text, 'sv_total');
    const [vectors, functions] = this.#halves(text);
    const rows = [...vectors.matchAll(/\n *- *\[([^\]]*)\]/g)].map(([, row]) => this.#numbers(row, 'a support vector'));
    if (rows.length !== total) this.fail(`it has ${rows.length} support vectors, not the ${total} that it claims`);
    const odd = rows.findIndex((row) => row.length !== variables);
    if (odd >= 0) this.fail(`support vector ${odd} has ${rows[odd].length} values, not ${variables}`);
    const used = this.#count(functions, 'sv_count');
    const alpha = this.#list(functions, 'alpha');
    if (used !== total || alpha.length !== total) {
      this.fail(`its decision function has ${alpha.length} weights and claims ${used}, not ${total}`);
    }
    const indices = /\n +index: *\[/.test(functions) ? this.#list(functions, 'index') : alpha.map((_, i) => i);
    if (indices.length !== total || indices.some((index, i) => index !== i)) {
      this.fail('its decision function takes support vectors in another order than they are in');
    }
    return [
      tensorOf('support_vectors', [total, variables], rows.flat()),
      tensorOf('alpha', [total], alpha),
      tensorOf('rho', [1], [this.#number(functions, 'rho')]),
      tensorOf('gamma', [1], [this.#number(text, 'gamma')]),
    ];
  }

  matrices(text: string): readonly StoredTensor[] {
    const found = [...text.matchAll(/^([\w-]+): *!!opencv-matrix((?:\n +.*)*)/gm)];
    if (found.length === 0) this.fail('it holds neither a regression (opencv_ml_svm) nor a matrix');
    return found.map(([, name, body]) => {
      const type = /\n +dt: *(\S+)/.exec(body)?.[1];
      if (type !== 'f' && type !== 'd') this.fail(`the matrix ${name} is of type ${type ?? 'unknown'}, not f or d`);
      const shape = [this.#count(body, 'rows'), this.#count(body, 'cols')];
      const values = this.#list(body, 'data');
      if (values.length !== elementCount(shape)) {
        this.fail(`the matrix ${name} has ${values.length} values, not ${shape.join('x')}`);
      }
      return tensorOf(name, shape, values);
    });
  }

  fail(problem: string): never {
    throw new HyperIqaError(
      'FORMAT',
      `${this.#file}: not a file of OpenCV's that is known here: ${problem}. Known are brisque_model_live.yml and ` +
        'brisque_range_live.yml.',
    );
  }

  /** What is before the decision functions, and what is in the only one. */
  #halves(text: string): readonly [string, string] {
    const parts = text.split(/\n +decision_functions:/);
    if (parts.length !== 2) this.fail('it has no list of decision functions');
    if ((parts[1].match(/\bsv_count:/g) ?? []).length !== 1) this.fail('it needs exactly one decision function');
    return [parts[0], parts[1]];
  }

  #number(text: string, name: string): number {
    const found = new RegExp(`\\b${name}: *(\\S+)`).exec(text)?.[1];
    if (found === undefined) return this.fail(`${name} is missing`);
    return this.#numbers(found, name)[0];
  }

  #count(text: string, name: string): number {
    const value = this.#number(text, name);
    if (!Number.isInteger(value) || value < 1 || value > largestFile) this.fail(`${name} is ${value}`);
    return value;
  }

  #list(text: string, name: string): readonly number[] {
    const found = new RegExp(`\\b${name}: *\\[([^\\]]*)\\]`).exec(text)?.[1];
    if (found === undefined) return this.fail(`the list ${name} is missing or has no end`);
    return this.#numbers(found, name);
  }

  #numbers(text: string, what: string): readonly number[] {
    return text.split(',').map((item) => {
      const word = item.trim();
      const value = Number(word);
      if (word === '' || !Number.isFinite(value)) this.fail(`${what} holds '${word.slice(0, 40)}', which is no number`);
      return value;
    });
  }
}

function tensorOf(name: string, shape: readonly number[], values: readonly number[]): StoredTensor {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { name, shape, dtype: 'f32', read: async () => bytes };
}
