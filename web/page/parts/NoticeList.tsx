import { usePage } from '../context.ts';
import { Icon } from './Icon.tsx';

export function NoticeList() {
  const { notices } = usePage().session;
  return (
    <div class="notices" role="log" aria-label="Messages">
      {notices.list.value.map(({ id, kind, text, action }) => (
        <div key={id} class={`notice ${kind}`}>
          {kind === 'problem' && <Icon name="problem" />}
          <p>{text}</p>
          {action && (
            <button
              type="button"
              onClick={() => {
                action.run();
                notices.dismiss(id);
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="bare" aria-label="Dismiss" onClick={() => notices.dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
