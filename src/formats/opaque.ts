/**
 * What to do about a weight that only something of this origin could make.
 * @param origin Python's name of it, as in `TensorFile.opaque`.
 */
export function remedyFor(origin: string): string {
  const code = origin.startsWith('numpy.')
    ? "torch.save({name: torch.from_numpy(array) for name, array in weights.items()}, 'file.pth')"
    : "torch.save(model.state_dict(), 'file.pth')";
  return `What a file would have to run is never run. Load it in Python and save its weights as plain tensors: ${code}.`;
}
