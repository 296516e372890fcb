/**
 * Makes test/models/face-recognisability/descriptors.json: descriptors of crops of samples/ by @vladmandic/face-api in TensorFlow.js, on
 * the processor. Both are installed in a folder of their own:
 *
 *     npm install --prefix FOLDER @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
 *     node tools/reference/make_face_descriptor_fixture.mjs FOLDER
 */
import { makeFaceApiFixture } from './face_api_fixture.mjs';

await makeFaceApiFixture({
  script: 'make_face_descriptor_fixture.mjs',
  output: 'test/models/face-recognisability/descriptors.json',
  network: 'FaceRecognitionNet',
  // Two faces, and no face, in crops of the network's size, so that nothing is resized.
  crops: [
    ['grace-hopper.jpg', [190, 150, 340, 300]],
    ['grace-hopper.jpg', [150, 110, 300, 260]],
    ['cat.jpg', [60, 40, 210, 190]],
  ],
  async found(network, pixels) {
    const descriptor = await network.computeFaceDescriptor(pixels);
    return { descriptor: [...descriptor].map((value) => Number(value.toFixed(6))) };
  },
});
