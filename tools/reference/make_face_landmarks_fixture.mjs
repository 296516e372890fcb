/**
 * Makes test/models/face-landmarks/fixture.json: landmarks of crops of samples/ by @vladmandic/face-api in TensorFlow.js, on the
 * processor. Both are installed in a folder of their own:
 *
 *     npm install --prefix FOLDER @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
 *     node tools/reference/make_face_landmarks_fixture.mjs FOLDER
 */
import { makeFaceApiFixture } from './face_api_fixture.mjs';

await makeFaceApiFixture({
  script: 'make_face_landmarks_fixture.mjs',
  output: 'test/models/face-landmarks/fixture.json',
  network: 'FaceLandmark68Net',
  // Faces, a wide and a tall crop, odd padding, few pixels, no resizing, no face.
  crops: [
    ['grace-hopper.jpg', [183, 123, 350, 330]],
    ['grace-hopper.jpg', [150, 100, 390, 350]],
    ['grace-hopper.jpg', [0, 0, 512, 400]],
    ['grace-hopper.jpg', [170, 130, 371, 330]],
    ['grace-hopper.jpg', [200, 150, 312, 262]],
    ['grace-hopper.jpg', [240, 180, 261, 206]],
    ['grace-hopper.jpg', [262, 200, 263, 203]],
    ['cat.jpg', [60, 40, 261, 190]],
  ],
  async found(network, pixels, [left, top]) {
    const { positions } = await network.detectLandmarks(pixels);
    return { landmarks: positions.map(({ x, y }) => [x + left, y + top].map((value) => Number(value.toFixed(4)))) };
  },
});
