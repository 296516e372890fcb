/** The beginning of the message about an unsupported HEIC photo, which follows the file's name. */
export const heicNotRead = 'it is a photo in HEIC (HEVC), which is not supported';

/** What to do with a HEIC photo. */
export const heicAdvice =
  'convert it to JPEG or PNG (heif-convert IN.heic OUT.png; on a Mac, sips -s format jpeg IN.heic --out OUT.jpg), or ' +
  'set the phone to save JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)';
