/** Files that are given as weights but are something else are refused with their kind and a remedy. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { test } from 'uvu';
import { open, refused } from './fixture.ts';

const text = (content: string) => Uint8Array.from(content, (character) => character.charCodeAt(0));
const behind = (position: number, content: string) => text('\0'.repeat(position) + content + '\0'.repeat(300));

/** A zip file of empty entries, all of them deflated. */
function zipOf(...names: readonly string[]): Uint8Array {
  const body = deflateRawSync('');
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const sizes = Buffer.alloc(18);
    sizes.writeUInt16LE(8, 0);
    sizes.writeUInt32LE(body.length, 10);
    const lengths = Buffer.from([name.length, 0, 0, 0]);
    const local = Buffer.concat([text('PK\x03\x04\x14\0\0\0'), sizes, lengths, text(name), body]);
    const head = Buffer.concat([text('PK\x01\x02\x14\0\x14\0\0\0'), sizes, lengths, Buffer.alloc(14), text(name)]);
    head.writeUInt32LE(offset, 42);
    parts.push(local);
    directory.push(head);
    offset += local.length;
  }
  const end = Buffer.concat([text('PK\x05\x06'), Buffer.alloc(18)]);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

for (const [content, parts] of [
  [new Uint8Array(0), ['empty file']],
  [text('no weights'), ['begins with bytes 6e 6f', 'supported formats: PyTorch checkpoints']],
  [text('<!DOCTYPE html><title>Sign in</title>'), ['a web page', 'get it again']],
  [text('\n <html lang="en">'), ['a web page']],
  [text('\xef\xbb\xbf<!-- moved --><html>'), ['a web page']],
  [text('{"error":"quota exceeded"}'), ['JSON', 'server']],
  [text('{"metadata":{},"weight_map":{"a":"model-00001.safetensors"}}'), ['index of safetensors']],
  [text('version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n'), ['Git LFS', 'git lfs pull']],
  [gzipSync('weights'), ['gzip', 'gunzip']],
  [text('BZh91AY&SY'), ['bzip2', 'bunzip2']],
  [text('\xfd7zXZ\0\0'), ['xz', 'unxz']],
  [text('\x28\xb5\x2f\xfd'), ['zstd']],
  [text('7z\xbc\xaf\x27\x1c'), ['7-Zip']],
  [behind(257, 'ustar\x0000'), ['tar', 'tar -xf']],
  [text('\x08\x08\x12\x07pytorch'), ['ONNX', 'exported from']],
  [text('\x08\x01\x12\x8a\x05'), ['SavedModel']],
  [behind(4, 'TFL3'), ['TensorFlow Lite']],
  [text('MATLAB 5.0 MAT-file, Platform: GLNXA64'), ['MATLAB']],
  [text('<?xml version="1.0"?>\n<opencv_storage>\n'), ["OpenCV's XML", '.yml']],
  [text('svm_type epsilon_svr\nkernel_type rbf\n'), ['libsvm', 'the file of its ranges together']],
  [text('\0\0\0\x20ftypisom'), ['a video or a photo (MP4', 'Give a file of weights']],
  [text('\xff\xd8\xff\xe0'), ['a photo']],
  [zipOf(), ['an empty zip file']],
  [
    zipOf('readme.txt', 'folder/koniq_pretrained.pkl'),
    ['a zip file around "folder/koniq_pretrained.pkl"', 'Unpack it'],
  ],
  [zipOf('config.json', 'model.weights.h5'), ['Keras']],
  [zipOf('a/archive_format', 'a/models/model.json'), ['torch.export']],
  [zipOf('a/data.pkl', 'a/constants.pkl'), ['TorchScript', 'state_dict()']],
  [zipOf('a.txt'), ['a zip file with 0 entries NAME/data.pkl']],
  [Uint8Array.from([0x80, 2, 0x4b, 7, 0x2e]), ['a Python pickle, but not one of torch.save']],
] as const) {
  const [first = ''] = parts;
  test(`${first}: refused with its kind`, () => refused(open(content, 'given.pkl'), [...parts, 'given.pkl']));
}

test.run();
