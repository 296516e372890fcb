/** What a pickle can hold here. Plain data and objects that the rules' own functions return; nothing can run. */
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

/** `depth` counts the containers inside one another, this one included. */
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

/** dict, OrderedDict and defaultdict; keys compare by value for texts and numbers, by identity for the rest. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
  depth = 1;
}

/** Something that the rules return: a tensor, a storage. */
export abstract class PickleObject {
  protected abstract readonly kind: string;
}

/** A name of Python's. `call` is what stands in for it; where the rules have nothing, it is absent. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** In the place of a value that would have to be built by something that the rules do not know: it is never built. */
export class PickleOpaque {
  constructor(
    /** What would build it: `argparse.Namespace`. */
    readonly origin: string,
  ) {}
}

export interface PickleRules {
  /** The names that something stands in for, as `module.name`. */
  readonly globals: ReadonlyMap<string, PickleGlobal>;
  /** Resolves a persistent id: a reference to something stored outside the pickle. */
  persistent(id: PickleValue): PickleValue;
}

export function depthOf(value: PickleValue): number {
  return value instanceof PickleList || value instanceof PickleTuple || value instanceof PickleDict ? value.depth : 0;
}
