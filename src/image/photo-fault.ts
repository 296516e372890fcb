/**
 * Why a file gives no photo: it is damaged, or it is sound and of a kind that is not read, or its first bytes are of no
 * kind of photo that is read (foreign). The message continues after the
 * file's name, without a full stop: `it ends within its picture`.
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
