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
  | PickleObject;

export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** dict and OrderedDict; keys compare by value for texts and numbers, by identity for the rest. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** Something that the rules return: a tensor, a storage. */
export abstract class PickleObject {
  protected abstract readonly kind: string;
}

/** An allowed name of Python's; `call` is what stands in for it, absent where it may be named but not called. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

export interface PickleRules {
  /** The allowed names, as `module.name`. */
  readonly globals: ReadonlyMap<string, PickleGlobal>;
  /** Resolves a persistent id: a reference to something stored outside the pickle. */
  persistent(id: PickleValue): PickleValue;
}
