import { describeKinds } from '../../src/image/file-kinds.ts';
import { count } from './format.ts';
import type { Intake } from './intake.ts';
import type { Session } from './state/session.ts';

/** Scores the photos, opens the dialog for a video, loads the weights, and reports what was left out. */
export function takeIn(session: Session, { photos, videos, weights, leftOut, passedOver, unread }: Intake): void {
  if (weights.length > 0) session.useWeights(weights.map(({ file, name }) => ({ file, name })));
  if (leftOut > 0) {
    const text = `${count(leftOut, 'file')} of the folder ${leftOut === 1 ? 'is not a photo and was' : 'are not photos and were'} left out.`;
    const pictures = passedOver.size === 0 ? '' : ` Among them: ${describeKinds(passedOver)}, which are not read here.`;
    session.notices.show({ kind: 'news', text: text + pictures });
  }
  if (unread.length > 0) {
    const others = unread.length > 1 ? ` and ${count(unread.length - 1, 'other')}` : '';
    const text = `${unread[0]}${others} could not be read: check their permissions, and drop them again.`;
    session.notices.show({ kind: 'problem', text });
  }
  const [video] = videos;
  if (video !== undefined) session.clip.value = video;
  if (videos.length > 1) {
    const text = `Clips are scored one at a time: ${video!.name} is taken, and ${count(videos.length - 1, 'other')} left out.`;
    session.notices.show({ kind: 'news', text });
  }
  session.add(photos);
}
