/** Decoded frames in memory. */

/** The properties of a video's colours that conversions need. */
export interface Colours {
  /** WebCodecs' name; null where the stream states none, which counts as BT.601. */
  readonly matrix: string | null;
  /** Whether black and white are 0 and 255 instead of 16 and 235. */
  readonly fullRange: boolean;
}

/** A plane's position in the buffer, in bytes. */
export interface PlaneLayout {
  readonly offset: number;
  readonly stride: number;
}

/** A frame as WebCodecs copies it to memory. */
export interface CopiedFrame {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly layouts: readonly PlaneLayout[];
  readonly bytes: Uint8Array;
  /** As the frame itself states them: of RGB, by what the decoder has converted it. */
  readonly colours: Colours;
}
