/**
 * Why a file cannot be decoded: it is damaged, it is sound but of an unsupported kind, or its first bytes are not those of a
 * supported photo (foreign). The message follows the file's name, without a full stop: `it ends within its picture`.
 */
export class PhotoFault extends Error {
  readonly kind: 'damaged' | 'unsupported' | 'foreign';

  constructor(kind: PhotoFault['kind'], message: string) {
    super(message);
    this.name = 'PhotoFault';
    this.kind = kind;
  }
}

export function damaged(message: string): PhotoFault {
  return new PhotoFault('damaged', message);
}

export function unsupported(message: string): PhotoFault {
  return new PhotoFault('unsupported', message);
}

export function foreign(message: string): PhotoFault {
  return new PhotoFault('foreign', message);
}
