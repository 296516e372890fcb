import { useEffect } from 'preact/hooks';
import { usePage } from '../context.ts';
import { resultOf } from '../state/photo.ts';

/** From so many scored photos on, leaving the page asks first. */
const many = 200;

/** Lets the browser ask before the page is left with many photos that were scored on this visit. */
export function useLeaveGuard(): void {
  const { session } = usePage();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      const scored = session.photos.value.filter((photo) => photo.file !== null && resultOf(photo) !== null);
      if (scored.length >= many) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [session]);
}
