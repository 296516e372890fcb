import { useEffect } from 'preact/hooks';
import { usePage } from '../context.ts';
import { resultOf } from '../state/photo.ts';

/** The number of scored photos from which leaving the page asks for confirmation. */
const many = 200;

/** Has the browser ask before leaving a page with many photos that were scored during this visit. */
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
