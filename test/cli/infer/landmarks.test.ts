/** `infer --landmarks` adds properties to faces and changes nothing else. */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { adapterArguments, inTemporaryFolder, runCli } from '../run.ts';

const portrait = 'samples/grace-hopper.jpg';
const command = ['infer', portrait, '--metric', 'mse', '--reference', portrait, '--json', ...adapterArguments];

test('each face gets landmarks, points, eye distance and pose, and nothing else changes', async () => {
  await inTemporaryFolder(async (folder) => {
    const plain = await runCli(command);
    const found = await runCli([...command, '--landmarks', '--annotate', folder]);
    assert.is(found.status, 0, found.stderr);
    const [before, after] = [plain, found].map(({ stdout }) => ({ ...JSON.parse(stdout), ms: 0 }));
    assert.is(after.faces.length, 1);
    const { landmarks, points, eyes, roll, yaw, pitch, ...face } = after.faces[0];
    assert.equal(JSON.stringify({ ...after, faces: [face] }), JSON.stringify(before));

    assert.is(landmarks.length, 68);
    const [left, top, right, bottom] = face.box;
    const margin = 0.15 * (bottom - top);
    for (const [x, y] of landmarks) {
      assert.ok(x > left - margin && x < right + margin && y > top - margin && y < bottom + margin, `${x}, ${y}`);
    }
    assert.equal([points[2], points[3], points[4]], [landmarks[30], landmarks[48], landmarks[54]]);
    // The eyes' positions, read off the photo by hand, within 8 pixels.
    for (const [i, [x, y]] of [
      [224, 188],
      [307, 185],
    ].entries()) {
      assert.ok(Math.hypot(points[i][0] - x, points[i][1] - y) < 8, `eye ${i}: ${points[i]}`);
    }
    assert.ok(eyes > 70 && eyes < 95, `eyes ${eyes}`);
    assert.ok(Math.abs(roll) < 8, `roll ${roll}`);
    assert.ok(Math.abs(yaw) < 10 && Math.abs(pitch) < 20, `yaw ${yaw}, pitch ${pitch}`);

    const drawn = await decodePhoto(join(folder, 'grace-hopper.png'));
    const [x, y] = landmarks[30].map(Math.round);
    assert.equal([...drawn.data.subarray((y * drawn.width + x) * 3).subarray(0, 3)], [64, 220, 130]);
  });
});

test('--landmarks without faces is a usage error', async () => {
  const { status, stderr } = await runCli([...command, '--landmarks', '--no-faces']);
  assert.is(status, 2);
  assert.match(stderr, '--landmarks needs faces');
});

test.run();
