/** Recognises files that are not weights by their first bytes, so that the error can say what they are and what to do. */

export interface OtherFile {
  /** Completes the sentence "it is ...". */
  readonly what: string;
  readonly remedy: string;
}

const packed = (what: string, command: string): OtherFile => ({
  what: `a file packed by ${what}`,
  remedy: `Unpack it (${command}) and give the file that is in it`,
});
const saveFromPython = 'Load it in Python and save the weights as PyTorch does: torch.save(state_dict, file)';
const convertFromKeras = "Keras's files are read as HDF5 of its older form: save it by Keras's model.save('file.h5')";
const needCheckpoint =
  'It holds a graph of operators, which is not read: give the checkpoint that it was exported from, ' +
  "torch.save(model.state_dict(), 'file.pth')";
const getAgain = 'A download got the wrong thing: get it again';

/** Byte sequences at the beginning of a file. */
const signatures: readonly (readonly [string, OtherFile])[] = [
  ['\x1f\x8b', packed('gzip', 'gunzip')],
  ['BZh', packed('bzip2', 'bunzip2')],
  ['\xfd7zXZ\0', packed('xz', 'unxz')],
  ['\x28\xb5\x2f\xfd', packed('zstd', 'unzstd')],
  ['7z\xbc\xaf\x27\x1c', packed('7-Zip', '7z x')],
  ['Rar!\x1a\x07', packed('RAR', 'unrar x')],
  ['MATLAB 5.0 MAT-file', { what: "MATLAB's file (.mat)", remedy: saveFromPython }],
  ['PK\x05\x06', { what: 'an empty zip file', remedy: getAgain }],
  [
    'version https://git-lfs.github.com/spec/',
    {
      what: 'a pointer of Git LFS, not the file itself',
      remedy: 'Run `git lfs pull` in its repository, or download the file from its page',
    },
  ],
  [
    'svm_type ',
    {
      what: 'a model of libsvm',
      remedy:
        "A support-vector regression is read in OpenCV's form (.yml): give that and the file of its ranges together",
    },
  ],
  ['\xff\xd8\xff', { what: 'a photo (JPEG)', remedy: 'Give a file of weights' }],
  ['\x89PNG\r\n', { what: 'a picture (PNG)', remedy: 'Give a file of weights' }],
];

/** What a file without weights is; undefined when it is of no known kind. */
export function otherFileOf(head: Uint8Array): OtherFile | undefined {
  const text = new TextDecoder('latin1').decode(head);
  const known = signatures.find(([signature]) =>
    [...signature].every((character, i) => character.charCodeAt(0) === head[i]),
  );
  if (known !== undefined) return known[1];
  if (text.slice(4, 8) === 'ftyp') {
    return { what: 'a video or a photo (MP4, MOV, AVIF or HEIC)', remedy: 'Give a file of weights' };
  }
  if (text.slice(257, 262) === 'ustar') return packed('tar', 'tar -xf');
  if (text.slice(4, 8) === 'TFL3') return { what: 'a TensorFlow Lite model', remedy: needCheckpoint };
  return otherProtobuf(head) ?? otherText(text);
}

/** The models of ONNX and TensorFlow begin with a version number (field 1), then a name or a part (field 2, 7 or 8). */
function otherProtobuf(head: Uint8Array): OtherFile | undefined {
  const [tag, version = 0, next = 0] = head;
  if (tag !== 0x08 || version === 0 || version > 0x20 || ![0x12, 0x3a, 0x42].includes(next)) return undefined;
  return { what: version < 3 ? 'a SavedModel of TensorFlow' : 'an ONNX model', remedy: needCheckpoint };
}

/** UTF-8's byte order mark, each byte as a character. */
const utf8Mark = /^\u00ef\u00bb\u00bf/;

function otherText(text: string): OtherFile | undefined {
  const start = text.replace(utf8Mark, '').trimStart();
  if (/^<\?xml[^>]*>\s*<opencv_storage>/.test(start)) {
    return { what: "OpenCV's XML", remedy: 'Save it as YAML: cv2.FileStorage with a name that ends in .yml' };
  }
  if (/^<(!doctype|html|head|body|script|\?xml|!--)/i.test(start)) {
    return { what: 'a web page, not a file of weights', remedy: getAgain };
  }
  if (/^[{[]\s*["\]}{[]/.test(start)) {
    return start.includes('"weight_map"')
      ? { what: 'the index of safetensors in several files', remedy: 'Give the .safetensors file that it names' }
      : { what: 'JSON, not a file of weights', remedy: `It may be the answer of a server that refused. ${getAgain}` };
  }
  return undefined;
}

/** What a zip file is that PyTorch did not write. */
export function otherZipOf(names: readonly string[]): OtherFile | undefined {
  const inside = names.find((name) => /\.(pkl|pth|pt|ckpt|bin|safetensors|caffemodel|ya?ml|h5|onnx)$/i.test(name));
  if (names.some((name) => name.endsWith('.weights.h5')))
    return { what: "Keras's file (.keras)", remedy: convertFromKeras };
  if (
    names.some((name) => /(^|\/)(archive_format|models\/model\.json|serialized_exported_program\.json)$/.test(name))
  ) {
    return { what: 'a program of torch.export (.pt2)', remedy: needCheckpoint };
  }
  if (inside === undefined) return undefined;
  return {
    what: `a zip file around ${JSON.stringify(inside)}`,
    remedy: 'Unpack it (unzip) and give the file that is in it',
  };
}
