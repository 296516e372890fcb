/**
 * Parses the subset of YAML that OpenCV's FileStorage writes: mappings and sequences by indentation, lists in brackets, tags and
 * plain scalars. A single pass, in time proportional to the text.
 */

export type YamlNode = YamlScalar | YamlFlow | YamlMap | YamlSequence;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly text: string;
}

/** A list in brackets, `[ 1., 2. ]`, or a mapping in braces, as the text between them. */
export interface YamlFlow {
  readonly kind: 'list' | 'braces';
  readonly text: string;
}

export interface YamlMap {
  readonly kind: 'map';
  /** As in `!!opencv-matrix`; empty when there is none. */
  readonly tag: string;
  readonly entries: ReadonlyMap<string, YamlNode>;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

/** The deepest nesting of blocks; a regression has four levels. */
const deepest = 16;

const nothing: YamlScalar = { kind: 'scalar', text: '' };

/**
 * Parses a document whose top level is a mapping.
 * @param fail receives the problem, including the line number.
 */
export function parseYaml(text: string, fail: (problem: string) => never): YamlMap {
  const parser = new Parser(text, fail);
  return parser.document();
}

interface Line {
  readonly number: number;
  readonly indent: number;
  /** The line without its indentation and trailing blanks. */
  readonly content: string;
  /** The index in the text at which `content` begins. */
  readonly begin: number;
}

class Parser {
  readonly #text: string;
  readonly #fail: (problem: string) => never;
  /** The index at which the line after `#next` begins. */
  #position = 0;
  #number = 0;
  #next: Line | undefined;

  constructor(text: string, fail: (problem: string) => never) {
    this.#text = text;
    this.#fail = fail;
    this.#advance();
  }

  document(): YamlMap {
    const top = this.#next === undefined || isItem(this.#next) ? undefined : this.#map(this.#next.indent, '', 1);
    if (top === undefined || this.#next !== undefined) return this.#refuse('is not where a name should be');
    return top;
  }

  #refuse(problem: string): never {
    return this.#fail(`line ${this.#next?.number ?? this.#number} ${problem}`);
  }

  /** Moves to the next line that is not blank. */
  #advance(): void {
    this.#next = undefined;
    while (this.#next === undefined && this.#position < this.#text.length) {
      const begin = this.#position;
      const end = this.#text.indexOf('\n', begin);
      this.#position = end < 0 ? this.#text.length : end + 1;
      this.#number++;
      const line = this.#text.slice(begin, end < 0 ? undefined : end);
      const content = line.trim();
      if (content === '' || content.startsWith('#') || content === '---' || content === '...') continue;
      // The directive: `%YAML:1.0`.
      if (this.#number === 1 && content.startsWith('%')) continue;
      const indent = line.length - line.trimStart().length;
      this.#next = { number: this.#number, indent, content, begin: begin + indent };
    }
  }

  #map(indent: number, tag: string, depth: number): YamlMap {
    const entries = new Map<string, YamlNode>();
    for (let line = this.#next; line?.indent === indent && !isItem(line); line = this.#next) {
      const colon = line.content.indexOf(':');
      if (colon < 1) return this.#refuse('has no name with a colon');
      const key = line.content.slice(0, colon);
      if (entries.has(key)) return this.#refuse(`holds ${JSON.stringify(key)} for the second time`);
      entries.set(key, this.#value(line, colon + 1, depth));
    }
    return { kind: 'map', tag, entries };
  }

  #sequence(indent: number, depth: number): YamlSequence {
    const items: YamlNode[] = [];
    for (let line = this.#next; line?.indent === indent && isItem(line); line = this.#next) {
      items.push(this.#value(line, 1, depth));
    }
    return { kind: 'sequence', items };
  }

  /** Reads the value after `from` in a line, or in the block below the line, and moves past it. */
  #value(line: Line, from: number, depth: number): YamlNode {
    const text = line.content.slice(from).trim();
    if (text.startsWith('[')) return this.#flow(line, from, ']');
    if (text.startsWith('{')) return this.#flow(line, from, '}');
    this.#advance();
    const tag = text.startsWith('!!') ? text.slice(2) : '';
    if (text !== '' && tag === '') return { kind: 'scalar', text };
    const below = this.#next;
    if (below === undefined || below.indent < line.indent) return nothing;
    // A sequence may be indented as little as the name that it belongs to.
    const belongs = below.indent > line.indent || (isItem(below) && !isItem(line));
    if (!belongs) return nothing;
    if (depth === deepest) return this.#refuse(`is nested more than ${deepest} deep`);
    return isItem(below) ? this.#sequence(below.indent, depth + 1) : this.#map(below.indent, tag, depth + 1);
  }

  /** Reads the text between a bracket or brace and its end, which may be several lines below. */
  #flow(line: Line, from: number, close: ']' | '}'): YamlFlow {
    const open = close === ']' ? '[' : '{';
    const begin = this.#text.indexOf(open, line.begin + from) + 1;
    const end = this.#text.indexOf(close, begin);
    if (end < 0) return this.#refuse(`opens a list with ${open} that has no end`);
    const text = this.#text.slice(begin, end);
    if (text.includes(open)) return this.#refuse(`opens a list with ${open} inside a list`);
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#number++;
    const lineEnd = this.#text.indexOf('\n', end);
    if (this.#text.slice(end + 1, lineEnd < 0 ? undefined : lineEnd).trim() !== '') {
      return this.#refuse(`has something behind a list's ${close}`);
    }
    this.#position = lineEnd < 0 ? this.#text.length : lineEnd + 1;
    this.#advance();
    return { kind: close === ']' ? 'list' : 'braces', text };
  }
}

function isItem({ content }: Line): boolean {
  return content === '-' || content.startsWith('- ');
}
