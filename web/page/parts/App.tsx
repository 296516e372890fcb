import { useEffect, useMemo, useRef } from 'preact/hooks';
import { PageContext, usePage } from '../context.ts';
import { keepPage } from '../offline.ts';
import { Session } from '../state/session.ts';
import { ViewState } from '../state/view.ts';
import { Announcer } from './Announcer.tsx';
import { CameraDialog } from './CameraDialog.tsx';

import { Compare } from './Compare.tsx';
import { DropTarget } from './DropTarget.tsx';
import { EmptyState } from './EmptyState.tsx';
import { EngineBanner } from './EngineBanner.tsx';
import { Header } from './Header.tsx';
import { Hood } from './Hood.tsx';
import { KeptNote } from './KeptNote.tsx';
import { LateClipDialog } from './LateClipDialog.tsx';
import { ModelDialog } from './ModelDialog.tsx';
import { NoticeList } from './NoticeList.tsx';
import { PhotoPanel } from './PhotoPanel.tsx';
import { PhotoTable } from './PhotoTable.tsx';
import { RunBar } from './RunBar.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useLeaveGuard } from './use-leave-guard.ts';

export function App() {
  const page = useMemo(() => {
    const session = new Session();
    return { session, view: new ViewState(session) };
  }, []);
  return (
    <PageContext.Provider value={page}>
      <Announcer />
      <DropTarget />
      <Header />
      <EngineBanner />
      <NoticeList />
      <Main />
      <Dialogs />
    </PageContext.Provider>
  );
}

function Dialogs() {
  const { session, view } = usePage();
  if (session.clip.value !== null) return <LateClipDialog clip={session.clip.value} />;
  switch (view.dialog.value) {
    case 'models':
      return <ModelDialog />;
    case 'camera':
      return <CameraDialog />;
    case null:
      return null;
  }
}

const newVersion = { kind: 'news', text: 'A new version of this page is available.' } as const;

function Main() {
  const { session, view } = usePage();
  useLeaveGuard();
  const isReady = session.engine.value.kind === 'ready';
  useEffect(() => {
    // Storing the page starts after everything that the first photo needs has been loaded.
    if (isReady) void keepPage((run) => session.notices.show({ ...newVersion, action: { label: 'Reload', run } }));
  }, [isReady]);
  const place = view.place.value;
  const empty = session.photos.value.length === 0;
  const hadPhotos = useRef(false);
  hadPhotos.current ||= !empty;

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      const inDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
      if (event.key === 'Escape' && !inDialog && !event.defaultPrevented) view.go('list');
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [view]);

  if (place === 'hood') return <Hood />;
  if (empty) return <EmptyState cleared={hadPhotos.current} />;
  if (place === 'compare') return <Compare />;
  return (
    <main class="photos" data-place={place} style={{ '--metrics': view.metrics.value.length }}>
      <section class="list-pane" aria-label="Photos">
        <Toolbar />
        <RunBar />
        <SelectionBar />
        <PhotoTable />
        <KeptNote />
      </section>
      <PhotoPanel />
    </main>
  );
}
