import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Verdict } from '../../../src/scoring/requirements.ts';
import { RequestFailed } from '../state/requests.ts';
import type { Session } from '../state/session.ts';
import { optionsOf } from '../state/settings.ts';

/**
 * The pause between an answer and the next picture in milliseconds, so that the page stays responsive and photos get their turn.
 */
const pause = 200;

/** Repeatedly checks what a video shows against the rules of the settings. null without rules, and until the first answer. */
export function useLiveCheck(
  session: Session,
  video: RefObject<HTMLVideoElement | null>,
  isLive: boolean,
): readonly Verdict[] | null {
  const [verdicts, setVerdicts] = useState<readonly Verdict[] | null>(null);
  const settings = session.settings.value;
  useEffect(() => {
    if (!isLive || settings.rules === '') return;
    let isOver = false;
    const watch = async () => {
      while (!isOver && video.current !== null) {
        const bitmap = await createImageBitmap(video.current);
        const found = await session.requests.check(bitmap, optionsOf(settings)).catch((error: unknown) => {
          // The next picture may be judged even if this one cannot.
          if (error instanceof RequestFailed) return null;
          throw error;
        });
        if (isOver) return;
        setVerdicts(found);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    };
    void watch();
    return () => {
      isOver = true;
    };
  }, [isLive, settings]);
  return settings.rules === '' ? null : verdicts;
}
