/** Before the names of the ResNet's tensors, which torchvision publishes by itself. */
export const resNetPrefix = 'resnet.';

export function isOfResNet(tensor: string): boolean {
  return tensor.startsWith(resNetPrefix);
}

/** As torchvision calls it. */
export function nameInResNet(tensor: string): string {
  return tensor.slice(resNetPrefix.length);
}
