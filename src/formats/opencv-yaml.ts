/** Reads weights from OpenCV's FileStorage (YAML 1.0): regressions of cv2.ml.SVM, and matrices. */
import { HyperIqaError } from '../errors.ts';
import { elementCount } from './element-count.ts';
import type { ByteSource, StoredTensor, TensorFile } from './tensor-file.ts';
import { parseYaml, type YamlMap, type YamlNode } from './yaml-tree.ts';

const firstLine = '%YAML:1.0';

/** Far above the published files (0.6 MB); limits what is read at once. */
const largestFile = 16 * 2 ** 20;

export function looksLikeOpencvYaml(head: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(head.subarray(0, firstLine.length)) === firstLine;
}

/**
 * Returns a regression (`opencv_ml_svm`: EPS_SVR with an RBF kernel) as tensors support_vectors [S,V], alpha [S], rho [1] and
 * gamma [1], and every matrix under its own name, [rows,cols]. All are float32.
 * @throws HyperIqaError FORMAT that says what is wrong.
 */
export async function openOpencvYaml(source: ByteSource): Promise<TensorFile> {
  const reader = new Reader(source.name);
  if (source.size > largestFile) reader.fail(`${source.size} bytes are more than the ${largestFile} that are read`);
  const text = new TextDecoder('latin1').decode(await source.read(0, source.size));
  const top = parseYaml(text, (problem) => reader.fail(problem));
  const regression = top.entries.get('opencv_ml_svm');
  const tensors = regression === undefined ? reader.matrices(top) : reader.regression(regression);
  return { format: 'opencv-yaml', metadata: {}, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

/** YAML's number syntax only: no 0x10, 1_000 or Infinity. Infinities and NaN have words of their own. */
const yamlNumber = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i;
const notFinite = /^([-+]?\.inf|\.nan)$/i;

class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  regression(svm: YamlNode): readonly StoredTensor[] {
    const kernel = this.#inside(svm, 'kernel');
    this.#expectWord(svm, 'svmType', 'EPS_SVR', 'svmType');
    this.#expectWord(kernel, 'type', 'RBF', 'kernel');
    const variables = this.#count(svm, 'var_count');
    const total = this.#count(svm, 'sv_total');
    const rows = this.#items(svm, 'support_vectors').map((row) => this.#numbers(row, 'a support vector'));
    if (rows.length !== total) this.fail(`it has ${rows.length} support vectors instead of the stated ${total}`);
    const odd = rows.findIndex((row) => row.length !== variables);
    if (odd >= 0) this.fail(`support vector ${odd} has ${rows[odd]!.length} values, not ${variables}`);
    const functions = this.#items(svm, 'decision_functions');
    const [decision] = functions;
    if (decision === undefined || functions.length > 1) {
      return this.fail(`it needs exactly one decision function, and has ${functions.length}`);
    }
    const used = this.#count(decision, 'sv_count');
    const alpha = this.#numbers(this.#inside(decision, 'alpha'), 'alpha');
    if (used !== total || alpha.length !== total) {
      this.fail(`its decision function has ${alpha.length} weights and states ${used} instead of ${total}`);
    }
    const given = decision.kind === 'map' ? decision.entries.get('index') : undefined;
    const indices = given === undefined ? alpha.map((_, i) => i) : this.#numbers(given, 'index');
    if (indices.length !== total || indices.some((index, i) => index !== i)) {
      this.fail('its decision function takes support vectors in another order than they are in');
    }
    return [
      tensorOf('support_vectors', [total, variables], rows.flat()),
      tensorOf('alpha', [total], alpha),
      tensorOf('rho', [1], [this.#number(decision, 'rho')]),
      tensorOf('gamma', [1], [this.#number(kernel, 'gamma')]),
    ];
  }

  matrices(top: YamlMap): readonly StoredTensor[] {
    const found = [...top.entries].filter(([, node]) => node.kind === 'map' && node.tag === 'opencv-matrix');
    if (found.length === 0) this.fail('it holds neither a regression (opencv_ml_svm) nor a matrix');
    return found.map(([name, matrix]) => {
      const type = this.#word(matrix, 'dt');
      if (type !== 'f' && type !== 'd') this.fail(`the matrix ${name} is of type ${type ?? 'unknown'}, not f or d`);
      const shape = [this.#count(matrix, 'rows'), this.#count(matrix, 'cols')];
      const values = this.#numbers(this.#inside(matrix, 'data'), 'data');
      if (values.length !== elementCount(shape)) {
        this.fail(`the matrix ${name} has ${values.length} values, not ${shape.join('x')}`);
      }
      return tensorOf(name, shape, values);
    });
  }

  fail(problem: string): never {
    throw new HyperIqaError(
      'FORMAT',
      `${this.#file}: not a known file of OpenCV: ${problem}. Known are brisque_model_live.yml and ` +
        'brisque_range_live.yml.',
    );
  }

  #inside(node: YamlNode, name: string): YamlNode {
    const found = node.kind === 'map' ? node.entries.get(name) : undefined;
    return found ?? this.fail(`${name} is missing`);
  }

  #items(node: YamlNode, name: string): readonly YamlNode[] {
    const found = this.#inside(node, name);
    return found.kind === 'sequence' ? found.items : this.fail(`${name} is not a list of items`);
  }

  #word(node: YamlNode, name: string): string | undefined {
    const found = node.kind === 'map' ? node.entries.get(name) : undefined;
    return found?.kind === 'scalar' ? found.text : undefined;
  }

  #expectWord(node: YamlNode, name: string, expected: string, what: string): void {
    const found = this.#word(node, name);
    if (found !== expected) this.fail(`its ${what} is ${found ?? 'missing'}, not ${expected}`);
  }

  #number(node: YamlNode, name: string): number {
    const word = this.#word(node, name);
    return word === undefined ? this.fail(`${name} is missing`) : this.#value(word, name);
  }

  #count(node: YamlNode, name: string): number {
    const value = this.#number(node, name);
    if (!Number.isInteger(value) || value < 1 || value > largestFile) this.fail(`${name} is ${value}`);
    return value;
  }

  #numbers(node: YamlNode, what: string): readonly number[] {
    if (node.kind !== 'list') return this.fail(`${what} is not a list of numbers`);
    return node.text.split(',').map((item) => this.#value(item.trim(), what));
  }

  #value(word: string, what: string): number {
    const shown = `${what} holds '${word.slice(0, 40)}'`;
    if (notFinite.test(word)) this.fail(`${shown}, which cannot be a trained weight`);
    if (!yamlNumber.test(word)) this.fail(`${shown}, which is not a YAML number`);
    const value = Number(word);
    if (!Number.isFinite(Math.fround(value))) this.fail(`${shown}, beyond what float32 holds (3.4e38)`);
    return value;
  }
}

function tensorOf(name: string, shape: readonly number[], values: readonly number[]): StoredTensor {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { name, shape, dtype: 'f32', read: async () => bytes };
}
