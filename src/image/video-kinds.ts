/** File name extensions of supported videos. */
const videoEndings = ['.mp4', '.m4v', '.mov', '.webm', '.mkv'];

/** Whether a file of that name is a video. */
export function isVideoName(name: string): boolean {
  const lower = name.toLowerCase();
  return videoEndings.some((ending) => lower.endsWith(ending));
}
