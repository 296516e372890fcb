import { useEffect } from 'preact/hooks';
import { usePage } from '../context.ts';
import { resultOf } from '../state/photo.ts';

/** Photos that nobody wants to bring again because of a slip. */
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
