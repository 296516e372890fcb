/** What to do in Python about files that cannot be read, for error messages. Without a final full stop, except `remedyFor`. */

export const saveWeightsAlone =
  "Load it in Python and save the weights alone: torch.save(model.state_dict(), 'file.pth')";

/** torch.load swaps the bytes, and torch.save writes them in the machine's byte order. */
export const saveInByteOrder =
  "Load and save it in Python on a common computer: torch.save(torch.load(file, map_location='cpu'), file)";

/**
 * What to do about a weight that only something of this origin could build.
 * @param origin its Python name, as in `TensorFile.opaque`.
 */
export function remedyFor(origin: string): string {
  const code = origin.startsWith('numpy.')
    ? "torch.save({name: torch.from_numpy(array) for name, array in weights.items()}, 'file.pth')"
    : "torch.save(model.state_dict(), 'file.pth')";
  return `What a file names is never run. Load it in Python and save its weights as plain tensors of floats: ${code}.`;
}
