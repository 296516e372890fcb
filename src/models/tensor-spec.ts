/** A tensor that a model needs: its name in a converted file, and its shape, outermost first. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}
