/** The prefix of the ResNet's tensors, which torchvision publishes separately. */
export const resNetPrefix = 'resnet.';

export function isOfResNet(tensor: string): boolean {
  return tensor.startsWith(resNetPrefix);
}

/** torchvision's name. */
export function nameInResNet(tensor: string): string {
  return tensor.slice(resNetPrefix.length);
}
