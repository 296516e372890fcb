/** The values that a pickle can produce here: plain data, and objects that the rules' own functions return. Nothing executes. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleOpaque
  | PickleObject;

/** `depth` is the nesting of containers, including this one. */
export class PickleList {
  readonly items: PickleValue[] = [];
  depth = 1;
}

export class PickleTuple {
  readonly depth: number;

  constructor(readonly items: readonly PickleValue[]) {
    let deepest = 0;
    for (const item of items) deepest = Math.max(deepest, depthOf(item));
    this.depth = 1 + deepest;
  }
}

/** dict, OrderedDict and defaultdict. Strings and numbers are keys by value, all others by identity. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
  depth = 1;
}

/** An object that the rules create: a tensor or a storage. */
export abstract class PickleObject {
  protected abstract readonly kind: string;
}

/** A global name of Python. `call` is its substitute; absent where the rules have none. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** Stands for a value that only something unknown to the rules could build; it is never built. */
export class PickleOpaque {
  constructor(
    /** The name of what would build it, such as `argparse.Namespace`. */
    readonly origin: string,
  ) {}
}

export interface PickleRules {
  /** The names that have a substitute, as `module.name`. */
  readonly globals: ReadonlyMap<string, PickleGlobal>;
  /** Resolves a persistent id: a reference to something stored outside the pickle. */
  persistent(id: PickleValue): PickleValue;
}

export function depthOf(value: PickleValue): number {
  return value instanceof PickleList || value instanceof PickleTuple || value instanceof PickleDict ? value.depth : 0;
}
