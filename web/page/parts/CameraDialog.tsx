import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { Checklist } from './Checklist.tsx';
import { Dialog } from './Dialog.tsx';
import { useLiveCheck } from './use-live-check.ts';

/** Shows the camera's picture and takes photos. */
export function CameraDialog() {
  const { session } = usePage();
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [live, setLive] = useState(false);
  const [taken, setTaken] = useState(0);
  const verdicts = useLiveCheck(session, video, live);

  useEffect(() => {
    let stream: MediaStream | null = null;
    let closed = false;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const start = async () => {
      stream = await openCamera();
      if (closed || video.current === null) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      setLive(true);
    };
    start().catch((error) => setProblem(problemOf(error)));
    return () => {
      closed = true;
      stop();
    };
  }, []);

  const take = async () => {
    if (video.current === null) return;
    // PNG, since a lossy format would lower the quality that is to be scored.
    const file = await frameOf(video.current);
    setTaken(taken + 1);
    await session.add([{ file, name: `camera-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.png` }]);
  };
  return (
    <Dialog title="Camera">
      {problem === null ? (
        <>
          <video ref={video} class="viewfinder" muted playsInline aria-label="What the camera sees" />
          <div class="row">
            <button type="button" class="main big" disabled={!live} onClick={take}>
              Take a photo
            </button>
            <p role="status">{taken > 0 ? `${taken} taken` : live ? '' : 'Waiting for the camera …'}</p>
          </div>
          {verdicts !== null && <Checklist verdicts={verdicts} />}
        </>
      ) : (
        <p class="failed">{problem}</p>
      )}
    </Dialog>
  );
}

function openCamera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw new DOMException('', 'NotSupportedError');
  const size = { width: { ideal: 4096 }, height: { ideal: 2160 }, facingMode: 'environment' };
  return navigator.mediaDevices.getUserMedia({ video: size, audio: false });
}

function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

function problemOf(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotFoundError':
      return 'No camera was found. Connect one and open this again, or choose photos instead.';
    case 'NotAllowedError':
      return 'The browser was not allowed to use the camera. Allow it in the address bar and open this again.';
    case 'NotReadableError':
      return 'The camera is in use by another program. Close that program and open this again.';
    case 'NotSupportedError':
      return 'Browsers allow the camera only on pages that are loaded over https or from localhost.';
    default:
      return `The camera does not work (${String(error)}). Choose photos instead.`;
  }
}
