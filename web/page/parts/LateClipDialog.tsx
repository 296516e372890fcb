import { useEffect, useState } from 'preact/hooks';
import type { NamedFile } from '../../protocol.ts';
import type { ClipDialog } from './ClipDialog.tsx';

/** The dialog for clips, loaded when it is first needed. */
export function LateClipDialog({ clip }: { readonly clip: NamedFile }) {
  const [loaded, setLoaded] = useState<{ readonly Dialog: typeof ClipDialog } | null>(null);
  useEffect(() => {
    void import('./ClipDialog.tsx').then((module) => setLoaded({ Dialog: module.ClipDialog }));
  }, []);
  return loaded && <loaded.Dialog clip={clip} />;
}
